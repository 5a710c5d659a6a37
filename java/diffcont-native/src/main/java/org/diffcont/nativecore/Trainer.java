package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.diffcont.nativecore.bindings.DiffContH;
import org.diffcont.nativecore.bindings.dc_losses;
import org.diffcont.nativecore.bindings.dc_training_config;

/** Takes training steps on a student network: seven losses, a frozen teacher, Adam, gradient clipping. */
public final class Trainer implements AutoCloseable {

    private final Handle handle;
    private final int imageSize;

    private Trainer(long id, int imageSize) {
        this.handle = new Handle(this, "trainer", id, DiffContH::dc_trainer_free);
        this.imageSize = imageSize;
    }

    /**
     * A trainer that updates the student in place. Student and teacher may be closed afterwards.
     *
     * @param teacher null in the first experience; else of the student's configuration, with at most as many classes,
     *                and not the student itself
     */
    public static Trainer create(Network student, Network teacher, TrainingConfig config) {
        int imageSize = student.config().imageSize();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(Calls.LONG);
            Calls.check(DiffContH.dc_trainer_create(student.id(), teacher == null ? 0 : teacher.id(),
                    struct(arena, config), id));
            return new Trainer(id.get(Calls.LONG, 0), imageSize);
        }
    }

    /** Number format of the steps from now on; {@link Precision#F32} unless set. */
    public void setPrecision(Precision precision) {
        Calls.check(DiffContH.dc_trainer_set_precision(handle.id(), NetworkStructs.code(precision)));
    }

    /**
     * One step on {@code current} images of the new classes followed by {@code replayed} images of old classes.
     *
     * @param images clean, (current + replayed) x channels x size x size; may be longer
     * @param labels class indices, current + replayed; may be longer; replayed ones are classes of the teacher
     * @throws NativeException {@link NativeStatus#NOT_FINITE} when an image, a loss or a gradient is NaN or infinite:
     *                         weights and optimizer are as before the call
     */
    public Losses step(float[] images, int[] labels, int current, int replayed) {
        Checks.atLeast(current, 0, "current");
        Checks.atLeast(replayed, 0, "replayed");
        int count = Checks.arraySize("the batch", (long) current + replayed);
        int size = Checks.arraySize("images", count, imageSize);
        Checks.holds(images.length, size, "images");
        Checks.holds(labels.length, count, "labels");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment losses = arena.allocate(dc_losses.layout());
            dc_losses.struct_size(losses, (int) dc_losses.sizeof());
            Calls.check(DiffContH.dc_trainer_step(handle.id(), Calls.copyIn(arena, images, size),
                    Calls.copyIn(arena, labels, count), current, replayed, losses));
            return new Losses(dc_losses.total(losses), dc_losses.diffusion(losses), dc_losses.classifier(losses),
                    dc_losses.distillation(losses), dc_losses.alignment(losses), dc_losses.center(losses),
                    dc_losses.classifier_distillation(losses), dc_losses.gradient_norm(losses));
        }
    }

    /** Writes the optimizer's moments and the step counter: with the weights, all that a resumed run needs. */
    public void save(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            Calls.check(DiffContH.dc_trainer_save(handle.id(), Calls.path(arena, file)));
        }
    }

    /**
     * Reads what {@link #save} wrote into this trainer, whose student must have the same shape.
     *
     * @throws NativeException {@link NativeStatus#IO} or {@link NativeStatus#FORMAT}, naming the file
     */
    public void load(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            Calls.check(DiffContH.dc_trainer_load(handle.id(), Calls.path(arena, file)));
        }
    }

    @Override
    public void close() {
        handle.close();
    }

    private static MemorySegment struct(Arena arena, TrainingConfig config) {
        MemorySegment struct = arena.allocate(dc_training_config.layout());
        dc_training_config.struct_size(struct, (int) dc_training_config.sizeof());
        dc_training_config.train_projector(struct, config.trainProjector() ? 1 : 0);
        dc_training_config.seed(struct, config.seed());
        dc_training_config.learning_rate(struct, config.learningRate());
        dc_training_config.beta1(struct, config.beta1());
        dc_training_config.beta2(struct, config.beta2());
        dc_training_config.epsilon(struct, config.epsilon());
        dc_training_config.clip_norm(struct, config.clipNorm());
        dc_training_config.label_dropout(struct, config.labelDropout());
        LossWeights weights = config.weights();
        dc_training_config.weight_diffusion(struct, weights.diffusion());
        dc_training_config.weight_classifier(struct, weights.classifier());
        dc_training_config.weight_center(struct, weights.center());
        dc_training_config.weight_classifier_distillation(struct, weights.classifierDistillation());
        dc_training_config.weight_distillation(struct, weights.distillation());
        dc_training_config.weight_alignment(struct, weights.alignment());
        return struct;
    }
}

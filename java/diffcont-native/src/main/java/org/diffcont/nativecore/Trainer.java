package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.diffcont.nativecore.bindings.DiffContH;
import org.diffcont.nativecore.bindings.dc_losses;
import org.diffcont.nativecore.bindings.dc_stored_outputs;
import org.diffcont.nativecore.bindings.dc_training_config;

/**
 * Takes training steps on a student network: seven losses, a frozen teacher, Adam, gradient clipping; and the terms of
 * other strategies, where they are asked for.
 */
public final class Trainer implements AutoCloseable {

    private final Handle handle;
    private final int imageSize;
    private final int classes;
    private boolean addsTerms;

    private Trainer(long id, int imageSize, int classes) {
        this.handle = new Handle(this, "trainer", id, DiffContH::dc_trainer_free);
        this.imageSize = imageSize;
        this.classes = classes;
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
            return new Trainer(id.get(Calls.LONG, 0), imageSize, student.config().classCount());
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
        try (Arena arena = Arena.ofConfined()) {
            Batch batch = batch(arena, images, labels, current, replayed);
            MemorySegment losses = losses(arena);
            Calls.check(DiffContH.dc_trainer_step(handle.id(), batch.images, batch.labels, current, replayed, losses));
            return read(arena, losses);
        }
    }

    /**
     * One step as DER++ takes it (Buzzega et al. 2020, eq. 6): the losses of the current images, plus
     * {@code replayWeight} (beta) times those of the replayed ones, plus {@code weight} (alpha) times the replayed
     * ones' distance to their stored outputs. The teacher has no part in it.
     *
     * @param stored  of the replayed images, at least one; the logits have a value for each of the student's classes
     * @param seed    as it was when the outputs were taken
     */
    public Losses step(float[] images, int[] labels, int current, int replayed, ImageOutputs stored, long seed,
            double weight, double replayWeight) {
        if (stored.count() != replayed || replayed < 1) {
            throw new IllegalArgumentException(stored.count() + " stored outputs for " + replayed + " images");
        }
        addsTerms = true;
        Checks.holds(stored.noise().length, Checks.arraySize("stored noise", replayed, imageSize), "stored noise");
        Checks.holds(stored.logits().length, Checks.arraySize("stored logits", replayed, classes), "stored logits");
        try (Arena arena = Arena.ofConfined()) {
            Batch batch = batch(arena, images, labels, current, replayed);
            MemorySegment outputs = arena.allocate(dc_stored_outputs.layout());
            dc_stored_outputs.struct_size(outputs, (int) dc_stored_outputs.sizeof());
            dc_stored_outputs.noise_seed(outputs, seed);
            dc_stored_outputs.streams(outputs, Calls.copyIn(arena, stored.streams(), replayed));
            dc_stored_outputs.noise(outputs, Calls.copyIn(arena, stored.noise(), (long) replayed * imageSize));
            dc_stored_outputs.logits(outputs, Calls.copyIn(arena, stored.logits(), (long) replayed * classes));
            dc_stored_outputs.weight(outputs, Checks.notNegative(weight, "weight"));
            dc_stored_outputs.replay_weight(outputs, Checks.notNegative(replayWeight, "replayWeight"));
            MemorySegment losses = losses(arena);
            Calls.check(DiffContH.dc_trainer_step_stored(handle.id(), batch.images, batch.labels, current, replayed,
                    outputs, losses));
            return read(arena, losses);
        }
    }

    /**
     * What the student says of images now, for later steps to be held to. An image's noise, its timestep and whether
     * its label is fed come from the seed and its stream.
     *
     * @param labels  the images' classes
     */
    public ImageOutputs outputs(float[] images, int[] labels, long[] streams, long seed) {
        int count = streams.length;
        int size = Checks.arraySize("images", count, imageSize);
        Checks.holds(images.length, size, "images");
        Checks.holds(labels.length, count, "labels");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment noise = Calls.floats(arena, size);
            MemorySegment logits = Calls.floats(arena, Checks.arraySize("logits", count, classes));
            Calls.check(DiffContH.dc_trainer_outputs(handle.id(), Calls.copyIn(arena, images, size),
                    Calls.copyIn(arena, labels, count), Calls.copyIn(arena, streams, count), count, seed, noise,
                    logits));
            return new ImageOutputs(Calls.copyOut(noise), Calls.copyOut(logits), streams.clone());
        }
    }

    /**
     * From now on the student keeps its teacher's outputs on the current images (Li and Hoiem 2017).
     *
     * @param weight       lambda_o, not negative
     * @param temperature  T, above 0
     */
    public void keepOldOutputs(double weight, double temperature) {
        Calls.check(DiffContH.dc_trainer_set_old_outputs(handle.id(), weight, temperature));
        addsTerms = true;
    }

    /**
     * From now on weights are held where they matter: the loss has the term
     * {@code weight / 2 * sum of importance * (w - center)^2} (Kirkpatrick et al. 2017, eq. 3).
     */
    public void hold(WeightAnchor anchor, double weight) {
        try (Arena arena = Arena.ofConfined()) {
            int size = anchor.importance().length;
            Calls.check(DiffContH.dc_trainer_set_anchor(handle.id(), Calls.copyIn(arena, anchor.importance(), size),
                    Calls.copyIn(arena, anchor.center(), size), size, anchor.classes(), weight));
            addsTerms = true;
        }
    }

    /** An anchor of a student with fewer classes as it is for this one: what came since does not matter to it. */
    public WeightAnchor expanded(WeightAnchor anchor) {
        return new WeightAnchor(expanded(anchor.importance(), anchor.classes()),
                expanded(anchor.center(), anchor.classes()), classes);
    }

    private float[] expanded(float[] known, int knownClasses) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = Calls.floats(arena, weightCount(arena));
            Calls.check(DiffContH.dc_trainer_expand(handle.id(), Calls.copyIn(arena, known, known.length), known.length,
                    knownClasses, values, values.byteSize() / Float.BYTES));
            return Calls.copyOut(values);
        }
    }

    /** Classes of the student. */
    public int classCount() {
        return classes;
    }

    /** All weights of U-Net and head, as {@link WeightAnchor} has them. */
    public float[] weights() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = Calls.floats(arena, weightCount(arena));
            Calls.check(DiffContH.dc_trainer_weights(handle.id(), values, values.byteSize() / Float.BYTES));
            return Calls.copyOut(values);
        }
    }

    /**
     * How much each weight matters to images: the diagonal of the empirical Fisher information, which is the mean over
     * images of the squared gradient of an image's own losses.
     */
    public float[] importance(float[] images, int[] labels) {
        int count = labels.length;
        int size = Checks.arraySize("images", count, imageSize);
        Checks.holds(images.length, size, "images");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = Calls.floats(arena, weightCount(arena));
            Calls.check(DiffContH.dc_trainer_importance(handle.id(), Calls.copyIn(arena, images, size),
                    Calls.copyIn(arena, labels, count), count, values, values.byteSize() / Float.BYTES));
            return Calls.copyOut(values);
        }
    }

    private int weightCount(Arena arena) {
        MemorySegment count = arena.allocate(Calls.LONG);
        Calls.check(DiffContH.dc_trainer_weight_count(handle.id(), count));
        return Math.toIntExact(count.get(Calls.LONG, 0));
    }

    private record Batch(MemorySegment images, MemorySegment labels) {
    }

    private Batch batch(Arena arena, float[] images, int[] labels, int current, int replayed) {
        Checks.atLeast(current, 0, "current");
        Checks.atLeast(replayed, 0, "replayed");
        int count = Checks.arraySize("the batch", (long) current + replayed);
        int size = Checks.arraySize("images", count, imageSize);
        Checks.holds(images.length, size, "images");
        Checks.holds(labels.length, count, "labels");
        return new Batch(Calls.copyIn(arena, images, size), Calls.copyIn(arena, labels, count));
    }

    private static MemorySegment losses(Arena arena) {
        MemorySegment losses = arena.allocate(dc_losses.layout());
        dc_losses.struct_size(losses, (int) dc_losses.sizeof());
        return losses;
    }

    private Losses read(Arena arena, MemorySegment losses) {
        MemorySegment term = arena.allocate(ValueLayout.JAVA_DOUBLE);
        if (addsTerms) {
            Calls.check(DiffContH.dc_trainer_strategy_term(handle.id(), term));
        }
        return new Losses(dc_losses.total(losses), dc_losses.diffusion(losses), dc_losses.classifier(losses),
                dc_losses.distillation(losses), dc_losses.alignment(losses), dc_losses.center(losses),
                dc_losses.classifier_distillation(losses), dc_losses.gradient_norm(losses),
                term.get(ValueLayout.JAVA_DOUBLE, 0));
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

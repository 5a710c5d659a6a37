package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.diffcont.nativecore.bindings.network.NetworkH;
import org.diffcont.nativecore.bindings.network.dcn_losses;
import org.diffcont.nativecore.bindings.network.dcn_stored_outputs;
import org.diffcont.nativecore.bindings.network.dcn_training_config;

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
        this.handle = new Handle(this, "trainer", id, NetworkH::dcn_trainer_free, Calls::checkNetwork);
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
            Calls.checkNetwork(NetworkH.dcn_trainer_create(student.id(), teacher == null ? 0 : teacher.id(),
                    struct(arena, config), id));
            return new Trainer(id.get(Calls.LONG, 0), imageSize, student.config().classCount());
        }
    }

    /** Number format of the steps from now on; {@link Precision#F32} unless set. */
    public void setPrecision(Precision precision) {
        Calls.checkNetwork(NetworkH.dcn_trainer_set_precision(handle.id(), NetworkStructs.code(precision)));
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
            Calls.checkNetwork(NetworkH.dcn_trainer_step(handle.id(), batch.images, batch.labels, current, replayed, losses));
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
            MemorySegment outputs = arena.allocate(dcn_stored_outputs.layout());
            dcn_stored_outputs.struct_size(outputs, (int) dcn_stored_outputs.sizeof());
            dcn_stored_outputs.noise_seed(outputs, seed);
            dcn_stored_outputs.streams(outputs, Calls.copyIn(arena, stored.streams(), replayed));
            dcn_stored_outputs.noise(outputs, Calls.copyIn(arena, stored.noise(), (long) replayed * imageSize));
            dcn_stored_outputs.logits(outputs, Calls.copyIn(arena, stored.logits(), (long) replayed * classes));
            dcn_stored_outputs.weight(outputs, Checks.notNegative(weight, "weight"));
            dcn_stored_outputs.replay_weight(outputs, Checks.notNegative(replayWeight, "replayWeight"));
            MemorySegment losses = losses(arena);
            Calls.checkNetwork(NetworkH.dcn_trainer_step_stored(handle.id(), batch.images, batch.labels, current, replayed,
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
            Calls.checkNetwork(NetworkH.dcn_trainer_outputs(handle.id(), Calls.copyIn(arena, images, size),
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
        Calls.checkNetwork(NetworkH.dcn_trainer_set_old_outputs(handle.id(), weight, temperature));
        addsTerms = true;
    }

    /**
     * From now on weights are held where they matter: the loss has the term
     * {@code weight / 2 * sum of importance * (w - center)^2} (Kirkpatrick et al. 2017, eq. 3).
     */
    public void hold(WeightAnchor anchor, double weight) {
        try (Arena arena = Arena.ofConfined()) {
            int size = anchor.importance().length;
            Calls.checkNetwork(NetworkH.dcn_trainer_set_anchor(handle.id(), Calls.copyIn(arena, anchor.importance(), size),
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
            Calls.checkNetwork(NetworkH.dcn_trainer_expand(handle.id(), Calls.copyIn(arena, known, known.length), known.length,
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
            Calls.checkNetwork(NetworkH.dcn_trainer_weights(handle.id(), values, values.byteSize() / Float.BYTES));
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
            Calls.checkNetwork(NetworkH.dcn_trainer_importance(handle.id(), Calls.copyIn(arena, images, size),
                    Calls.copyIn(arena, labels, count), count, values, values.byteSize() / Float.BYTES));
            return Calls.copyOut(values);
        }
    }

    private int weightCount(Arena arena) {
        MemorySegment count = arena.allocate(Calls.LONG);
        Calls.checkNetwork(NetworkH.dcn_trainer_weight_count(handle.id(), count));
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
        MemorySegment losses = arena.allocate(dcn_losses.layout());
        dcn_losses.struct_size(losses, (int) dcn_losses.sizeof());
        return losses;
    }

    private Losses read(Arena arena, MemorySegment losses) {
        MemorySegment term = arena.allocate(ValueLayout.JAVA_DOUBLE);
        if (addsTerms) {
            Calls.checkNetwork(NetworkH.dcn_trainer_strategy_term(handle.id(), term));
        }
        return new Losses(dcn_losses.total(losses), dcn_losses.diffusion(losses), dcn_losses.classifier(losses),
                dcn_losses.distillation(losses), dcn_losses.alignment(losses), dcn_losses.center(losses),
                dcn_losses.classifier_distillation(losses), dcn_losses.gradient_norm(losses),
                term.get(ValueLayout.JAVA_DOUBLE, 0));
    }

    @Override
    public void close() {
        handle.close();
    }

    private static MemorySegment struct(Arena arena, TrainingConfig config) {
        MemorySegment struct = arena.allocate(dcn_training_config.layout());
        dcn_training_config.struct_size(struct, (int) dcn_training_config.sizeof());
        dcn_training_config.train_projector(struct, config.trainProjector() ? 1 : 0);
        dcn_training_config.seed(struct, config.seed());
        dcn_training_config.learning_rate(struct, config.learningRate());
        dcn_training_config.beta1(struct, config.beta1());
        dcn_training_config.beta2(struct, config.beta2());
        dcn_training_config.epsilon(struct, config.epsilon());
        dcn_training_config.clip_norm(struct, config.clipNorm());
        dcn_training_config.label_dropout(struct, config.labelDropout());
        LossWeights weights = config.weights();
        dcn_training_config.weight_diffusion(struct, weights.diffusion());
        dcn_training_config.weight_classifier(struct, weights.classifier());
        dcn_training_config.weight_center(struct, weights.center());
        dcn_training_config.weight_classifier_distillation(struct, weights.classifierDistillation());
        dcn_training_config.weight_distillation(struct, weights.distillation());
        dcn_training_config.weight_alignment(struct, weights.alignment());
        return struct;
    }
}

package org.diffcont.config;

import org.diffcont.error.NearestNames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diffcont.config.ExperienceOrder.Alphabetical;

/**
 * Every configuration key. A key {@code group.some_name} is read through the record component of the same name,
 * {@code settings.group().someName()}.
 */
public final class Keys {
    private static final List<Candidate> CANDIDATES = Stream.of(
            "filter_bank:as_is:16:128/location_mahalanobis:40",
            "filter_bank:standardised:16:128/location_mahalanobis:40",
            "filter_bank:mean_subtracted:16:128/pca_residual:60",
            "filter_bank:mean_subtracted:16:128/patch_memory:1000",
            "filter_bank:mean_subtracted:32:256/patch_memory:1000",
            "dct:mean_subtracted:32:256/patch_memory:1000",
            "dct:mean_subtracted:32:128/location_mahalanobis:18").map(Candidate::of).toList();
    private static final List<Pooling> POOLINGS = List.of(Pooling.MAX, new Pooling(0.01), new Pooling(0.03),
            new Pooling(0.1), Pooling.MEAN);

    private static final Map<String, Key<?>> BY_NAME = new Registry()
            .key("seed", new LongType(0, Long.MAX_VALUE), 0L,
                    "Start of every random draw; the same seed gives the same numbers")

            .neutral("runtime.threads", new IntegerType(0, 1024), 0,
                    "Threads of the one pool that Java and the native core share; 0 takes all cores. Another number "
                            + "may move results in their last digits")
            .neutral("runtime.device", new TextType("cpu|auto|cuda(:[0-9]{1,2})?", "cpu, cuda, cuda:N or auto"), "cpu",
                    "What networks compute on: the processor, the first or the N-th NVIDIA GPU, or auto, the first "
                            + "GPU where there is one and else the processor. Another device moves results in their "
                            + "last digits")
            .neutral("runtime.tf32", new BooleanType(), false,
                    "On a GPU f32 products and convolutions may round their factors to 11 bits, which is faster")
            .choice("runtime.precision", RuntimeSettings.Precision.F32,
                    "Arithmetic for sampling and embedding; auto takes bf16 where the CPU or the GPU has it. The "
                            + "environment variable DIFFCONT_PRECISION goes before it")

            .key("data.image_size", new IntegerType(8, 1024), 256, "Side of the square that images are read at, pixels")
            .key("data.min_train", new IntegerType(2, 1_000_000), 10,
                    "Fewest training images a class must have")
            .neutral("data.strict", new BooleanType(), false,
                    "A bad image stops the run; otherwise it is skipped and counted")
            .key("data.max_pixels", new LongType(64, 700_000_000), 100_000_000L,
                    "Largest width times height of an image file; a larger one is a bad image")
            .key("data.max_bytes", new LongType(64, 2_000_000_000), 268_435_456L,
                    "Largest image file, bytes; a larger one is a bad image")
            .key("data.min_side", new IntegerType(1, 1024), 8,
                    "Smallest width and height of an image file, pixels; a smaller one is a bad image")
            .neutral("data.max_decode_seconds", new IntegerType(1, 3600), 60,
                    "Longest time that decoding an image file may take; one that takes longer is a bad image")

            .key("experience.order", new OrderType(), new Alphabetical(), "Order in which the classes arrive")
            .key("experience.classes_per_experience", new IntegerType(1, 1000), 1,
                    "New classes an experience brings with experience.split = even")
            .key("experience.split", new SplitType(), ExperienceSettings.EVEN,
                    "New classes of each experience, in all as many as the data set has; even takes "
                            + "experience.classes_per_experience for each")
            .key("experience.calibration", DecimalType.open(0, 1), 0.2,
                    "Share of each class's training images held out, every k-th one, for tails and thresholds; unused "
                            + "with evt.fit_on = cross")

            .choice("strategy.name", StrategySettings.Name.DIFFCONT,
                    "How the network learns new classes without losing the old: gated replay with distillation "
                            + "(the paper's method), new images alone, replay without gate and distillation, stored "
                            + "images, stored images with their outputs (DER++), elastic weight consolidation, "
                            + "learning without forgetting, a network of its own for each class, or a new start on "
                            + "all images so far. Without a network all are the same")
            .key("strategy.exemplars", new IntegerType(0, 1_000_000), 100,
                    "Images of each class that strategy.name = replay and der_plus_plus store")
            .key("strategy.exemplar_bytes", new LongType(0, 1L << 40), 0L,
                    "Most bytes of all stored images together, shared evenly by the classes, 3 * data.image_size * "
                            + "data.image_size each, and with der_plus_plus another 12 * network.image_size * "
                            + "network.image_size and 4 a class for their outputs; 0 sets no bound")
            .key("strategy.der_alpha", DecimalType.closed(0, 1_000_000), 0.5,
                    "Weight of the distance to stored outputs with strategy.name = der_plus_plus (the paper's alpha)")
            .key("strategy.der_beta", DecimalType.closed(0, 1_000_000), 0.5,
                    "Weight of the stored images' own losses with strategy.name = der_plus_plus (the paper's beta)")
            .key("strategy.ewc_weight", DecimalType.closed(0, 1e12), 1000.0,
                    "How strongly weights are held with strategy.name = ewc (the paper's lambda)")
            .key("strategy.fisher_images", new IntegerType(1, 1_000_000), 100,
                    "Images of each experience that strategy.name = ewc takes the Fisher information from")
            .key("strategy.lwf_weight", DecimalType.closed(0, 1_000_000), 1.0,
                    "Weight of the old network's outputs with strategy.name = lwf (the paper's lambda_o)")
            .key("strategy.lwf_temperature", DecimalType.open(0, 1000), 2.0,
                    "Temperature of the old network's class probabilities with strategy.name = lwf (the paper's T)")

            .key("network.image_size", new IntegerType(8, 1024), 32,
                    "Side of the square that the network sees, pixels: means over blocks of the image read")
            .key("network.channels", new ListType<>(new IntegerType(1, 4096), "numbers", 1, 8),
                    List.of(64, 128, 256), "Channels of each U-Net level, finest first")
            .key("network.layers_per_block", new IntegerType(1, 8), 2, "Residual blocks a level")
            .key("network.attention", new ListType<>(new BooleanType(), "values", 1, 8),
                    List.of(false, false, true), "Which levels have self-attention; the mid block always has it")
            .key("network.attention_head_dim", new IntegerType(1, 1024), 8, "Channels of one attention head")
            .key("network.norm_groups", new IntegerType(1, 1024), 32, "Groups of each group normalisation")

            .key("projector.channels", new IntegerType(1, 4096), 64,
                    "Channels the bottleneck is projected to; an embedding has channels * grid * grid numbers")
            .key("projector.grid", new IntegerType(1, 64), 6,
                    "Cells a side that the projection is averaged into")
            .choice("projector.init", ProjectorSettings.Init.ORTHOGONAL, "How the projection's weights start")
            .choice("projector.train", ProjectorSettings.Training.NEVER,
                    "Experiences in which the projection is trained; it is frozen otherwise")

            .key("diffusion.timesteps", new IntegerType(2, 100_000), 1000, "Steps of the noise schedule")
            .key("diffusion.beta_start", DecimalType.open(0, 1), 1e-4,
                    "Noise variance of the first step; the steps between grow linearly")
            .key("diffusion.beta_end", DecimalType.open(0, 1), 0.02, "Noise variance of the last step")

            .key("training.epochs", new IntegerType(0, 1_000_000), 0,
                    "Passes over a class's training images in its experience; with 0 and training.steps = 0 the "
                            + "network stays untrained, and there is none where nothing reads it")
            .key("training.steps", new IntegerType(0, 1_000_000_000), 0,
                    "Exact number of steps an experience, in place of whole epochs; 0 takes training.epochs")
            .key("training.batch_current", new IntegerType(1, 4096), 16, "Images of the new classes in a step")
            .key("training.batch_replay", new IntegerType(0, 4096), 16,
                    "Replayed images of old classes in a step; 0 trains without replay")
            .key("training.learning_rate", DecimalType.above(0, 1), 2e-4, "Adam's step size")
            .key("training.clip_norm", DecimalType.above(0, 1_000_000), 1.0,
                    "Largest Euclidean norm of all gradients together; a larger gradient is scaled down")
            .key("training.label_dropout", DecimalType.closed(0, 1), 0.5,
                    "Share of training images shown without their class label, so that embedding.label = none works")
            .choice("training.precision", RuntimeSettings.Precision.F32,
                    "Arithmetic of a training step; auto takes bf16 where the CPU or the GPU has it; weights and "
                            + "losses stay f32")

            .weight("loss.diffusion", 1, "noise prediction (equation 1)")
            .weight("loss.classifier", 1, "cross-entropy of the classifier head (equation 2)")
            .weight("loss.center", 0.01, "distance of embeddings to their class's batch mean (equation 5)")
            .weight("loss.classifier_distillation", 1,
                    "the teacher's class probabilities, on replayed images (equation 6)")
            .weight("loss.distillation", 1, "the teacher's noise prediction, on replayed images (equation 3)")
            .weight("loss.alignment", 1, "the teacher's embeddings, on replayed images (equation 4)")

            .key("embedding.timestep", new TimestepType(), new EmbeddingTimestep.Fixed(50),
                    "Timestep at which an image is noised before it is embedded")
            .choice("embedding.noise", EmbeddingSettings.Noise.COMMON,
                    "Noise for embedding: drawn for each image, or one stored tensor for all")
            .choice("embedding.label", EmbeddingSettings.Label.NONE,
                    "Class label given while embedding: each candidate class's own, or none")

            .choice("embedding.network", EmbeddingSettings.Network.FIRST,
                    "Network that images are read with: the current one, or the one of the first experience, "
                            + "whose features never move, so that old statistics stay valid")

            .neutral("backbone.file", new TextType(".*", "a path, or nothing"), "",
                    "TorchScript file of the network that the source torchscript reads; a program, so only one that you "
                            + "trust (docs/backbone.md)")
            .key("backbone.method", new TextType("[A-Za-z_]\\w*", "a method's name"), "forward",
                    "Its method that takes images and returns a tensor, or a tuple or list of tensors")
            .key("backbone.image_size", new IntegerType(8, 1024), 224,
                    "Side of the square that it sees, pixels: the image read, enlarged or made smaller")
            .key("backbone.mean", new ListType<>(DecimalType.closed(-1000, 1000), "numbers", 3, 3),
                    List.of(0.485, 0.456, 0.406),
                    "What is subtracted from red, green and blue in [0, 1]; that of torchvision's weights by default")
            .key("backbone.std", new ListType<>(DecimalType.above(0, 1000), "numbers", 3, 3),
                    List.of(0.229, 0.224, 0.225), "What they are then divided by")
            .key("backbone.sha256", new TextType("([0-9a-f]{64})?", "64 hexadecimal digits, or nothing"), "",
                    "SHA-256 of the file, which is then read only if it has it; filled in when a model or run begins")

            .choice("readings.pose", ReadingsSettings.Pose.AUTO,
                    "Whether products that lie anywhere, or turned any way, before a plain background are first moved "
                            + "to the middle and turned along their axis; each class decides by its normal images")
            .key("readings.candidates", new ListType<>(new CandidateType(), "candidates", 1, 1000), CANDIDATES,
                    "Ways to compare an image with a class's normal ones: what describes the image, and what is "
                            + "learned of the normal ones' descriptions")
            .key("readings.poolings", new ListType<>(new PoolingType(), "poolings", 1, 100), POOLINGS,
                    "How the distances of an image's cells become the image's: the largest, the mean, or the mean of "
                            + "the largest share; each candidate with each pooling is a reading")
            .key("readings.chosen", new IntegerType(1, 1000), 4,
                    "Readings a class keeps: one after another, each the one that with those before best tells "
                            + "synthetic defects from held-out normal images, altogether and at no more false alarms "
                            + "than threshold.false_positive_rate; all, and nothing is chosen, where there are no more")
            .choice("readings.fusion", ReadingsSettings.Fusion.MAX,
                    "How several readings become one score: of each, the logarithm in standard deviations from the "
                            + "normal images' mean")
            .key("readings.max_bytes", new LongType(1, 1L << 40), 4_000_000L,
                    "Most bytes of a class's statistics; a reading that would break it is passed over")
            .key("readings.folds", new IntegerType(2, 1000), 5,
                    "Parts of a class's images; each part is scored by statistics of the others (cross-fitting)")

            .key("defects.count", new IntegerType(1, 1_000_000), 360,
                    "Synthetic defective images that a class's readings are chosen by: versions of its normal images, "
                            + "spread evenly over them")

            .choice("evt.form", EvtSettings.Form.LIBMR,
                    "Weibull on the distances as they are, or after libMR's translation")
            .key("evt.tail", DecimalType.above(0, 1), 0.1, "Share of a class's distances, largest first, fitted")
            .key("evt.min_points", new IntegerType(2, 1_000_000), 10, "Fewest distances in a tail")
            .choice("evt.fit_on", EvtSettings.FitOn.CROSS,
                    "Whose distances are fitted: the training images', the held-out calibration images', or all "
                            + "images' by cross-fitting, where each is scored by statistics that did not see it")

            .key("threshold.false_positive_rate", DecimalType.open(0, 1), 0.05,
                    "Share of normal images that may be called anomalous; sets each class's threshold")
            .choice("routing.rule", RoutingSettings.Rule.SHARED_COVARIANCE,
                    "What predicts the class: the classifier head, the smallest calibrated distance, or class means "
                            + "under one covariance that all classes share")
            .key("routing.source", Parts.SOURCES, Parts.SOURCES.read("filter_bank:as_is:16:128"),
                    "Features that routing.rule = shared_covariance compares")
            .key("routing.grid", new IntegerType(1, 256), 1,
                    "Cells a side whose means and standard deviations these become; a single vector stays as it is")
            .key("routing.unknown_rate", DecimalType.closed(0, 0.5), 0.01,
                    "Share of the learned products' own images that may be called an unknown product with "
                            + "routing.rule = shared_covariance; 0 calls none so")
            .choice("statistics.old_classes", StatisticsSettings.OldClasses.KEEP,
                    "Statistics of old classes after an experience: as fitted, or fitted anew on accepted replay")

            .key("replay.per_class", new IntegerType(0, 1_000_000), 100,
                    "Replayed images of each old class; 0 replays none")
            .key("replay.acceptance", DecimalType.closed(0, 1), 0.5,
                    "Largest outlier probability with which a sample is accepted (the paper's tau_gen)")
            .key("replay.max_attempts", new IntegerType(1, 1000), 3,
                    "Most draws a class, as a multiple of replay.per_class; then the best of the rest fill up")
            .key("replay.ddim_steps", new IntegerType(1, 100_000), 50, "Denoising steps of a sample")
            .choice("replay.spacing", ReplaySettings.Spacing.LEADING,
                    "Which timesteps those are, as diffusers spaces them")
            .key("replay.gate", new BooleanType(), true, "Test each sample against replay.acceptance")
            .key("replay.batch", new IntegerType(0, 4096), 0,
                    "Samples of all classes together that are denoised at once; bounds memory. 0 takes 64 on the "
                            + "processor, whose samples it does not change, and on a GPU, where last digits may move, "
                            + "1024 or as many as fit its memory")

            .neutral("run.keep_checkpoints", new IntegerType(1, 1_000_000), 5,
                    "Newest versions of a model kept; older ones are deleted. Files that do not change from one to the "
                            + "next are stored once")
            .neutral("run.max_bytes", new LongType(1, 1L << 50), 2_000_000_000L,
                    "Most bytes that a model's kept versions take together; the oldest are deleted, never the one in "
                            + "use")
            .neutral("run.self_test_images", new IntegerType(0, 15), 3,
                    "Made-up images whose distances are stored with a model, so that verify can tell whether a machine "
                            + "gives the same answers; 0 stores none")
            .neutral("run.heatmaps", new BooleanType(), true,
                    "After a run's last experience: draw heat maps of the most telling test images, and measure pixel "
                            + "AUROC and AUPRO where there are masks")
            .byName();

    private Keys() {}

    /** All keys, in the order in which they are documented and written. */
    public static List<Key<?>> all() {
        return List.copyOf(BY_NAME.values());
    }

    /** @throws ConfigurationException for a name that is no key; the message names the nearest keys */
    static Key<?> get(String name, String source) {
        Key<?> key = BY_NAME.get(name);
        if (key == null) {
            throw new ConfigurationException("%s: unknown key '%s'; nearest: %s"
                    .formatted(source, name, String.join(", ", NearestNames.to(name, BY_NAME.keySet()))));
        }
        return key;
    }

    /** Collects the keys in order. */
    private static final class Registry {
        private final List<Key<?>> keys = new ArrayList<>();

        <T> Registry key(String name, ValueType<T> type, T value, String documentation) {
            keys.add(new Key<>(name, type, value, true, documentation));
            return this;
        }

        /** A key that two runs with the same results may set differently. */
        <T> Registry neutral(String name, ValueType<T> type, T value, String documentation) {
            keys.add(new Key<>(name, type, value, false, documentation));
            return this;
        }

        <E extends Enum<E>> Registry choice(String name, E value, String documentation) {
            return key(name, new ChoiceType<>(value.getDeclaringClass()), value, documentation);
        }

        Registry weight(String name, double value, String term) {
            return key(name, DecimalType.closed(0, 1_000_000), value, "Weight of: " + term + "; 0 switches it off");
        }

        Map<String, Key<?>> byName() {
            Map<String, Key<?>> named = new LinkedHashMap<>();
            for (Key<?> key : keys) {
                if (named.put(key.name(), key) != null) {
                    throw new IllegalStateException("key " + key.name() + " is registered twice");
                }
            }
            return Collections.unmodifiableMap(named);
        }
    }
}

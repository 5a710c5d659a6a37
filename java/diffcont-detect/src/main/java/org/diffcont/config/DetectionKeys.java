package org.diffcont.config;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.diffcont.evt.TailForm;

/** The keys of detection: how images are read, compared and judged, and what a model keeps. */
final class DetectionKeys implements KeySource {
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

    private static final List<KeyGroup> GROUPS = List.of(
            KeyGroup.of("", GeneralSettings.class)
                .key("seed", new LongType(0, Long.MAX_VALUE), 0L,
                        "Start of every random draw; the same seed gives the same numbers").build(),
            KeyGroup.of("data", DataSettings.class)
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
                .key("data.bits", new BitsType(), OptionalInt.empty(),
                        "Bits of a sample that images stored with more than 8 use, 12 for a Mono12 camera whose files have "
                                + "16; auto tells by the file's tags and by the normal images of a class, whose bits are "
                                + "then fixed: 8, 10, 12 or all")
                .key("data.page", new IntegerType(1, 100_000), 1,
                        "Which page of a TIFF file with several is read; a file that has no such page is a bad image")
                .build(),
            KeyGroup.of("experience", HeldOutSettings.class)
                .key("experience.calibration", DecimalType.open(0, 1), 0.2,
                        "Share of each class's training images held out, every k-th one, for tails and thresholds; unused "
                                + "with evt.fit_on = cross").build(),
            KeyGroup.of("network", NetworkSettings.class)
                .key("network.image_size", new IntegerType(8, 1024), 32,
                        "Side of the square that the network sees, pixels: means over blocks of the image read")
                .key("network.channels", new ListType<>(new IntegerType(1, 4096), "numbers", 1, 8),
                        List.of(64, 128, 256), "Channels of each U-Net level, finest first")
                .key("network.layers_per_block", new IntegerType(1, 8), 2, "Residual blocks a level")
                .key("network.attention", new ListType<>(new BooleanType(), "values", 1, 8),
                        List.of(false, false, true), "Which levels have self-attention; the mid block always has it")
                .key("network.attention_head_dim", new IntegerType(1, 1024), 8, "Channels of one attention head")
                .key("network.norm_groups", new IntegerType(1, 1024), 32, "Groups of each group normalisation").build(),
            KeyGroup.of("diffusion", DiffusionSettings.class)
                .key("diffusion.timesteps", new IntegerType(2, 100_000), 1000, "Steps of the noise schedule")
                .key("diffusion.beta_start", DecimalType.open(0, 1), 1e-4,
                        "Noise variance of the first step; the steps between grow linearly")
                .key("diffusion.beta_end", DecimalType.open(0, 1), 0.02, "Noise variance of the last step").build(),
            KeyGroup.of("embedding", EmbeddingSettings.class)
                .key("embedding.timestep", new TimestepType(), new EmbeddingTimestep.Fixed(50),
                        "Timestep at which an image is noised before it is embedded")
                .choice("embedding.noise", EmbeddingSettings.Noise.COMMON,
                        "Noise for embedding: drawn for each image, or one stored tensor for all")
                .choice("embedding.label", EmbeddingSettings.Label.NONE,
                        "Class label given while embedding: each candidate class's own, or none")
                .choice("embedding.network", EmbeddingSettings.Network.FIRST,
                        "Network that images are read with: the current one, or the one of the first experience, "
                                + "whose features never move, so that old statistics stay valid").build(),
            KeyGroup.of("backbone", BackboneSettings.class)
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
                        "SHA-256 of the file, which is then read only if it has it; filled in when a model or run begins").build(),
            KeyGroup.of("trunk", TrunkSettings.class)
                .neutral("trunk.file", new TextType(".*", "a path, none, or nothing"), "",
                        "File of the pretrained network that the source trunk reads: safetensors, as "
                                + "third_party/trunk/convert writes it. Nothing takes the one that comes with the native "
                                + "libraries, EfficientNet-lite0 trained on ImageNet; none takes none")
                .choice("trunk.precision", TrunkSettings.Precision.F32,
                        "What its products are computed in; bf16 where the processor has it, and else f32. A model that "
                                + "was learned with one is scored with the same")
                .key("trunk.sha256", new TextType("([0-9a-f]{64})?", "64 hexadecimal digits, or nothing"), "",
                        "SHA-256 of the file, which is then read only if it has it; filled in when a model or run begins").build(),
            KeyGroup.of("readings", ReadingsSettings.class)
                .choice("readings.pose", ReadingsSettings.Posing.AUTO,
                        "Whether products that lie anywhere, or turned any way, before a plain background are first moved "
                                + "to the middle and turned along their axis; each class decides by its normal images")
                .key("readings.always", new ListType<>(new ReadingType(), "readings", 0, 100), List.of(),
                        "Readings that every class has, whatever is chosen")
                .key("readings.candidates", new ListType<>(new CandidateType(), "candidates", 1, 1000), CANDIDATES,
                        "Ways to compare an image with a class's normal ones: what describes the image, and what is "
                                + "learned of the normal ones' descriptions")
                .key("readings.poolings", new ListType<>(new PoolingType(), "poolings", 1, 100), POOLINGS,
                        "How the distances of an image's cells become the image's: the largest, the mean, or the mean of "
                                + "the largest share; each candidate with each pooling is a reading")
                .key("readings.chosen", new IntegerType(1, 1000), 4,
                        "Readings a class keeps beside readings.always: one after another, each the one that with those "
                                + "chosen before best tells synthetic defects from held-out normal images, altogether and at "
                                + "no more false alarms than threshold.false_positive_rate; all, and nothing is chosen, where "
                                + "there are no more")
                .choice("readings.fusion", ReadingsSettings.Fusion.MAX,
                        "How several readings become one score, the largest, the mean of the two largest or the mean: of "
                                + "each, the logarithm in standard deviations from the normal images' mean")
                .key("readings.max_bytes", new LongType(1, 1L << 40), 4_000_000L,
                        "Most bytes of a class's statistics; a reading that would break it is passed over")
                .key("readings.folds", new IntegerType(2, 1000), 5,
                        "Parts of a class's images; each part is scored by statistics of the others (cross-fitting). "
                                + "Scales and thresholds of fewer than 60 images are set with 20 parts or more").build(),
            KeyGroup.of("defects", DefectsSettings.class)
                .key("defects.count", new IntegerType(1, 1_000_000), 360,
                        "Synthetic defective images that a class's readings are chosen by: versions of its normal images, "
                                + "spread evenly over them").build(),
            KeyGroup.of("evt", EvtSettings.class)
                .choice("evt.form", TailForm.LIBMR,
                        "Weibull on the distances as they are, or after libMR's translation")
                .key("evt.tail", DecimalType.above(0, 1), 0.1, "Share of a class's distances, largest first, fitted")
                .key("evt.min_points", new IntegerType(2, 1_000_000), 10, "Fewest distances in a tail")
                .choice("evt.fit_on", EvtSettings.FitOn.CROSS,
                        "Whose distances are fitted: the training images', the held-out calibration images', or all "
                                + "images' by cross-fitting, where each is scored by statistics that did not see it").build(),
            KeyGroup.of("threshold", ThresholdSettings.class)
                .key("threshold.false_positive_rate", DecimalType.open(0, 1), 0.05,
                        "Share of normal images that may be called anomalous; sets each class's threshold").build(),
            KeyGroup.of("routing", RoutingSettings.class)
                .choice("routing.rule", RoutingSettings.Rule.SHARED_COVARIANCE,
                        "What predicts the class: the classifier head, the smallest calibrated distance, or class means "
                                + "under one covariance that all classes share")
                .key("routing.source", Parts.SOURCES, Parts.SOURCES.read("filter_bank:as_is:16:128"),
                        "Features that routing.rule = shared_covariance compares")
                .key("routing.grid", new IntegerType(1, 256), 1,
                        "Cells a side whose means and standard deviations these become; a single vector stays as it is")
                .key("routing.unknown_rate", DecimalType.closed(0, 0.5), 0.01,
                        "Share of the learned products' own images that may be called an unknown product with "
                                + "routing.rule = shared_covariance; 0 calls none so. Far fewer are where routing.source is a "
                                + "trunk, whose limit also leaves room for defects").build(),
            KeyGroup.of("run", RunSettings.class)
                .neutral("run.keep_checkpoints", new IntegerType(1, 1_000_000), 5,
                        "Newest versions of a model kept; older ones are deleted. Files that do not change from one to the "
                                + "next are stored once")
                .neutral("run.max_bytes", new LongType(1, 1L << 50), 2_000_000_000L,
                        "Most bytes that a model's kept versions take together; the oldest are deleted, never the one in "
                                + "use")
                .neutral("run.self_test_images", new IntegerType(0, 15), 3,
                        "Made-up images whose distances are stored with a model, so that verify can tell whether a machine "
                                + "gives the same answers; 0 stores none").build());

    @Override
    public List<KeyGroup> groups() {
        return GROUPS;
    }

    @Override
    public List<String> profiles() {
        return List.of("industrial", "training_free");
    }

    @Override
    public void check(Settings settings) {
        SettingsRules.check(settings);
    }

    @Override
    public List<String> rules() {
        return SettingsRules.IN_WORDS;
    }
}

package org.diffcont.strategy;

import java.util.List;
import org.diffcont.config.DecimalType;
import org.diffcont.config.IntegerType;
import org.diffcont.config.KeyGroup;
import org.diffcont.config.KeySource;
import org.diffcont.config.LongType;
import org.diffcont.config.Settings;
import org.diffcont.machine.PrecisionChoice;
import org.diffcont.nativecore.ProjectorInit;
import org.diffcont.nativecore.TimestepSpacing;
import org.diffcont.replay.ReplaySettings;
import org.diffcont.training.LossSettings;
import org.diffcont.training.ProjectorSettings;
import org.diffcont.training.TrainingSettings;

/** The keys of who trains a network: strategies, training, losses, replay; and the detectors that read one. */
public final class StrategyKeys implements KeySource {
    private static final List<KeyGroup> GROUPS = List.of(
            KeyGroup.of("strategy", StrategySettings.class)
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
                        "Temperature of the old network's class probabilities with strategy.name = lwf (the paper's T)").build(),
            KeyGroup.of("projector", ProjectorSettings.class)
                .key("projector.channels", new IntegerType(1, 4096), 64,
                        "Channels the bottleneck is projected to; an embedding has channels * grid * grid numbers")
                .key("projector.grid", new IntegerType(1, 64), 6,
                        "Cells a side that the projection is averaged into")
                .choice("projector.init", ProjectorInit.ORTHOGONAL, "How the projection's weights start")
                .choice("projector.train", ProjectorSettings.Training.NEVER,
                        "Experiences in which the projection is trained; it is frozen otherwise").build(),
            KeyGroup.of("training", TrainingSettings.class)
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
                .choice("training.precision", PrecisionChoice.F32,
                        "Arithmetic of a training step; auto takes bf16 where the CPU or the GPU has it; weights and "
                                + "losses stay f32").build(),
            KeyGroup.of("loss", LossSettings.class)
                .key("loss.diffusion", DecimalType.closed(0, 1_000_000), 1.0,
                        weightOf("noise prediction (equation 1)"))
                .key("loss.classifier", DecimalType.closed(0, 1_000_000), 1.0,
                        weightOf("cross-entropy of the classifier head (equation 2)"))
                .key("loss.center", DecimalType.closed(0, 1_000_000), 0.01,
                        weightOf("distance of embeddings to their class's batch mean (equation 5)"))
                .key("loss.classifier_distillation", DecimalType.closed(0, 1_000_000), 1.0,
                        weightOf("the teacher's class probabilities, on replayed images (equation 6)"))
                .key("loss.distillation", DecimalType.closed(0, 1_000_000), 1.0,
                        weightOf("the teacher's noise prediction, on replayed images (equation 3)"))
                .key("loss.alignment", DecimalType.closed(0, 1_000_000), 1.0,
                        weightOf("the teacher's embeddings, on replayed images (equation 4)")).build(),
            KeyGroup.of("statistics", StatisticsSettings.class)
                .choice("statistics.old_classes", StatisticsSettings.OldClasses.KEEP,
                        "Statistics of old classes after an experience: as fitted, or fitted anew on accepted replay").build(),
            KeyGroup.of("replay", ReplaySettings.class)
                .key("replay.per_class", new IntegerType(0, 1_000_000), 100,
                        "Replayed images of each old class; 0 replays none")
                .key("replay.acceptance", DecimalType.closed(0, 1), 0.5,
                        "Largest outlier probability with which a sample is accepted (the paper's tau_gen)")
                .key("replay.max_attempts", new IntegerType(1, 1000), 3,
                        "Most draws a class, as a multiple of replay.per_class; then the best of the rest fill up")
                .key("replay.ddim_steps", new IntegerType(1, 100_000), 50, "Denoising steps of a sample")
                .choice("replay.spacing", TimestepSpacing.LEADING,
                        "Which timesteps those are, as diffusers spaces them")
                .key("replay.batch", new IntegerType(0, 4096), 0,
                        "Samples of all classes together that are denoised at once; bounds memory. 0 takes 64 on the "
                                + "processor, whose samples it does not change, and on a GPU, where last digits may move, "
                                + "1024 or as many as fit its memory").build());

    private static String weightOf(String term) {
        return "Weight of: " + term + "; 0 switches it off";
    }

    @Override
    public List<KeyGroup> groups() {
        return GROUPS;
    }

    @Override
    public List<String> profiles() {
        return List.of("demo", "paper");
    }

    @Override
    public List<String> detectors() {
        return List.of("paper", "padim", "patchcore", "filter_bank", "training_free", "industrial");
    }

    @Override
    public void check(Settings settings) {
        StrategyRules.check(settings);
    }

    @Override
    public List<String> rules() {
        return StrategyRules.IN_WORDS;
    }
}

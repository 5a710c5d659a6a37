package org.diffcont.strategy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.diffcont.config.Settings;
import org.diffcont.detect.Detector;
import org.diffcont.detect.FeatureReader;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.Network;
import org.diffcont.nativecore.NetworkConfig;
import org.diffcont.nativecore.ProjectorInit;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.Progress;

/** Configurations, images and networks small enough to learn in well under a second. */
public final class Tiny {
    /** Side of the images, pixels. */
    public static final int SIDE = 16;
    /** Values of one image. */
    public static final int SIZE = 3 * SIDE * SIDE;
    public static final Strategy.Context QUIET = new Strategy.Context(Progress.none(), CancelSignal.never());

    static {
        // Work this small only loses time to threads that wait for each other.
        NativeRuntime.setThreads(1);
    }

    private Tiny() {
    }

    /** Every key that the tests depend on, then {@code changes}: key, value, key, value, ... */
    public static Settings settings(String... changes) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : """
            seed=3
            runtime.threads=1
            data.image_size=16
            network.image_size=16
            data.min_train=4
            network.channels=[8, 16]
            network.attention=[false, true]
            network.layers_per_block=1
            network.attention_head_dim=4
            network.norm_groups=4
            projector.channels=4
            projector.grid=2
            training.epochs=1
            training.batch_current=4
            training.batch_replay=4
            embedding.timestep=50
            embedding.noise=common
            embedding.label=none
            embedding.network=current
            readings.candidates=levels:4/location_mahalanobis:4
            readings.poolings=0.1
            routing.source=levels:4
            routing.grid=2
            evt.fit_on=cross
            routing.rule=head
            statistics.old_classes=keep
            replay.per_class=2
            replay.max_attempts=3
            replay.ddim_steps=2
            """.split("\n")) {
            values.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        for (int i = 0; i < changes.length; i += 2) {
            values.put(changes[i], changes[i + 1]);
        }
        return Settings.read(null, null, values);
    }

    /** The paper's reading and statistics: random timestep, fresh noise, each candidate's label, whitened mean. */
    public static Settings paper(String... changes) {
        String[] all = Arrays.copyOf(new String[] {"embedding.timestep", "random", "embedding.noise", "fresh",
            "embedding.label", "candidate", "readings.candidates", "bottleneck/whitened",
            "evt.fit_on", "train", "projector.train", "first", "projector.init", "kaiming"}, 14 + changes.length);
        System.arraycopy(changes, 0, all, 14, changes.length);
        return settings(all);
    }

    /** {@code count} images of noise around one random picture, in [-1, 1]: images of one product. */
    public static float[] images(long seed, int count) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[] product = new float[SIZE];
        for (int k = 0; k < SIZE; k++) {
            product[k] = 0.7f * (2 * random.nextFloat() - 1);
        }
        float[] images = new float[count * SIZE];
        for (int k = 0; k < images.length; k++) {
            images[k] = product[k % SIZE] + 0.3f * (2 * random.nextFloat() - 1);
        }
        return images;
    }

    public static float[] image(float[] images, int index) {
        return Arrays.copyOfRange(images, index * SIZE, (index + 1) * SIZE);
    }

    public static TrainingImages training(String name, long seed, int count, Settings settings) {
        return TrainingImages.of(name, images(seed, count), count, settings);
    }

    /** The state after {@code names}, one experience each, 12 images a class. */
    public static LearnerState learn(Settings settings, String... names) {
        Strategy strategy = Strategies.of(settings, new FeatureReader(settings));
        LearnerState state = null;
        for (int e = 0; e < names.length; e++) {
            LearnerState next = strategy.learn(state, List.of(training(names[e], 100 + e, 12, settings)), QUIET)
                .state();
            if (state != null) {
                state.closeAllBut(next);
            }
            state = next;
        }
        return state;
    }

    /** Scores as the benchmark does. */
    public static List<Detector.ImageScores> score(LearnerState state, Settings settings, float[] images) {
        return state.detector().score(state.reader(), new FeatureReader(settings), settings, images,
            images.length / SIZE);
    }

    /** An untrained network of the settings' shape. */
    public static Network network(Settings settings, int classes) {
        return Network.create(new NetworkConfig(SIDE, 3, settings.network().channels(), settings.network().attention(),
            settings.network().layersPerBlock(), settings.network().normGroups(),
            settings.network().attentionHeadDim(), classes, settings.projector().channels(),
            settings.projector().grid(), ProjectorInit.ORTHOGONAL, settings.diffusion().timesteps(), 1e-5,
            settings.diffusion().betaStart(), settings.diffusion().betaEnd()), 11);
    }
}

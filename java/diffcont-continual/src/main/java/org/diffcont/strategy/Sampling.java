package org.diffcont.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.error.ModelException;
import org.diffcont.image.ImageBatch;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.nativecore.Network;
import org.diffcont.operation.Scoring;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.Progress;
import org.diffcont.replay.ReplayGenerator;
import org.diffcont.replay.ReplaySettings;

/** Draws images of a model's classes, as replay would in the model's next experience. */
public final class Sampling implements AutoCloseable {
    private final Settings settings;
    private final LearnerState state;
    private final Network network;
    private final FeatureReader reader;
    private final ReplayGenerator generator;

    /** @throws ModelException when the model has no network, or one of another image size than its readings */
    public Sampling(ModelFolder folder, Machine machine) {
        ModelFolder.Stored stored = folder.load(machine);
        this.settings = stored.settings();
        try {
            this.state = LearnerFiles.read(stored, machine);
        } catch (RuntimeException | Error e) {
            stored.close();
            throw e;
        }
        if (state.network().isEmpty() || !samplesCanBeScored()) {
            boolean none = state.network().isEmpty();
            state.close();
            throw new ModelException("the model " + folder.path() + (none
                ? " has no network to sample with: its configuration neither trains nor reads one"
                : " cannot score samples: network.image_size is not data.image_size")
                + ". Learn one with a network, for example with --profile demo");
        }
        this.network = state.network().get();
        this.reader = new FeatureReader(settings, machine);
        this.generator = new ReplayGenerator(settings, reader);
    }

    /**
     * Samples of one class.
     *
     * @param outlierProbabilities each sample's outlier probability for its own class, in [0, 1]
     */
    public record Samples(String className, ImageBatch images, double[] outlierProbabilities) {
    }

    private boolean samplesCanBeScored() {
        return settings.network().imageSize() == settings.data().imageSize();
    }

    /** Names of the classes, by class index. */
    public List<String> classNames() {
        return state.classNames();
    }

    /** Largest outlier probability with which replay would keep a sample. */
    public double acceptance() {
        return settings.get(ReplaySettings.class).acceptance();
    }

    /**
     * Draws {@code count} samples, always the same ones.
     *
     * @throws ModelException when the model has no such class
     */
    public Samples draw(String className, int count, Progress progress, CancelSignal cancel) {
        ClassDetector detector = detector(className);
        int batch = Math.min(count, generator.batch(network));
        List<ImageBatch> images = new ArrayList<>();
        double[] probabilities = new double[count];
        progress.start("sampling " + className, count, "images");
        for (int from = 0; from < count; from += batch) {
            int size = Math.min(batch, count - from);
            ImageBatch drawn = generator.sample(network, detector.classIndex(), state.experiences(), from, size, cancel);
            images.add(drawn);
            double[] distances = detector.statistics().distances(reader.open(state.reader(), drawn)
                .forClass(detector.classIndex()));
            double[] outliers = Arrays.stream(distances).map(detector.tail()::outlierProbability).toArray();
            System.arraycopy(outliers, 0, probabilities, from, size);
            progress.step(size);
        }
        progress.close();
        return new Samples(className, ImageBatch.join(images), probabilities);
    }

    private ClassDetector detector(String name) {
        return state.detector().classes().stream().filter(c -> c.name().equals(name)).findFirst()
            .orElseThrow(() -> Scoring.unknownClass(name, classNames()));
    }

    @Override
    public void close() {
        state.close();
        reader.close();
    }
}

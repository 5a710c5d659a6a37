package org.diffcont.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.Network;
import org.diffcont.nativecore.Sampler;
import org.diffcont.nativecore.SamplerConfig;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.Progress;
import org.diffcont.random.Seeds;

/**
 * Rebuilds the replay buffer: DDIM samples of every old class from the frozen teacher, embedded by the teacher and
 * passed through the class's Weibull gate (paper, section 3.3 and Algorithm 1).
 *
 * <p>Sample {@code index} of a class comes from its own noise stream, derived from (seed, experience, class, index),
 * so the buffer is the same whatever the batch size; on a GPU, but for last digits.
 */
public final class ReplayGenerator {
    /** More at once only takes memory. */
    private static final int BATCH_ON_PROCESSOR = 64;
    private static final int BATCH_ON_GPU = 1024;

    private final Settings settings;
    private final FeatureReader reader;

    public ReplayGenerator(Settings settings, FeatureReader reader) {
        this.settings = settings;
        this.reader = reader;
    }

    /**
     * The buffer for {@code experience}, of all classes that {@code detector} knows. Their samples are drawn together:
     * a batch holds images of as many classes as fit.
     *
     * @param teacher        samples
     * @param readerNetwork  reads the samples for the gate (paper: the teacher too); empty where no reading needs one
     */
    public ReplayBuffer generate(Network teacher, Optional<Network> readerNetwork, Detector detector, int experience,
            Progress progress, CancelSignal cancel) {
        ReplaySettings replay = settings.get(ReplaySettings.class);
        ReplayGate gate = new ReplayGate(replay.acceptance(), replay.perClass());
        int limit = Math.multiplyExact(replay.perClass(), replay.maxAttempts());
        List<ClassDraws> classes = detector.classes().stream().map(c -> new ClassDraws(c, gate, limit)).toList();
        progress.start("replay", (long) replay.perClass() * classes.size(), "images");
        int batch = batch(teacher);
        for (List<Draw> round = next(classes); !round.isEmpty(); round = next(classes)) {
            for (int from = 0; from < round.size(); from += batch) {
                List<Draw> draws = round.subList(from, Math.min(round.size(), from + batch));
                judge(draws, sample(teacher, draws, experience, cancel), readerNetwork, classes, progress);
            }
            classes.forEach(ClassDraws::forgetWhatCannotBeKept);
        }
        progress.close();
        return buffer(classes, gate);
    }

    private ReplayBuffer buffer(List<ClassDraws> classes, ReplayGate gate) {
        List<float[]> kept = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        List<Boolean> accepted = new ArrayList<>();
        List<ReplayBuffer.ClassReplay> reports = new ArrayList<>();
        for (ClassDraws draws : classes) {
            ClassDetector detector = draws.detector;
            ReplayGate.Selection selection = gate.select(draws.samples);
            for (int index : selection.kept()) {
                kept.add(draws.images.get(index));
                labels.add(detector.classIndex());
                accepted.add(gate.accepts(draws.samples.get(index)));
            }
            reports.add(new ReplayBuffer.ClassReplay(detector.classIndex(), detector.name(), selection.drawn(),
                selection.accepted(), selection.kept().size(), selection.shortfall(),
                histogram(draws.samples.subList(0, selection.drawn()))));
        }
        return new ReplayBuffer(kept.isEmpty() ? ImageBatch.empty()
            : new ImageBatch(kept.toArray(float[][]::new), settings.network().imageSize()), labels.stream().mapToInt(Integer::intValue).toArray(), accepted, reports);
    }

    /** Sample {@code index} of a class. */
    private record Draw(int classIndex, int index) {
    }

    /** What was drawn for one class. */
    private static final class ClassDraws {
        final ClassDetector detector;
        final ReplayGate gate;
        final int limit;
        final List<ReplayGate.Sample> samples = new ArrayList<>();
        /** By index; only those that may still be kept. */
        final Map<Integer, float[]> images = new HashMap<>();
        int accepted;

        ClassDraws(ClassDetector detector, ReplayGate gate, int limit) {
            this.detector = detector;
            this.gate = gate;
            this.limit = limit;
        }

        /** As many as the acceptance rate so far makes likely to be needed; which are kept does not depend on it. */
        int likelyNeeded() {
            int drawn = samples.size();
            double rate = drawn == 0 ? 1 : Math.max(0.1, (double) accepted / drawn);
            int likely = (int) Math.ceil(Math.max(0, gate.wanted() - accepted) / rate);
            return Math.min(likely, limit - drawn);
        }

        void add(float[] image, double distance) {
            ReplayGate.Sample sample = new ReplayGate.Sample(samples.size(), distance,
                detector.tail().outlierProbability(distance));
            images.put(sample.index(), image);
            samples.add(sample);
            accepted += gate.accepts(sample) ? 1 : 0;
        }

        /** Images that are known to be good enough, or will be taken for want of better ones. */
        int decided() {
            return samples.size() == limit ? gate.wanted() : Math.min(accepted, gate.wanted());
        }

        /** A sample that is not chosen among those drawn so far will not be among more. */
        void forgetWhatCannotBeKept() {
            images.keySet().retainAll(new HashSet<>(gate.select(samples).kept()));
        }
    }

    /** What all classes need next. */
    private static List<Draw> next(List<ClassDraws> classes) {
        List<Draw> round = new ArrayList<>();
        for (ClassDraws draws : classes) {
            int first = draws.samples.size();
            int count = draws.likelyNeeded();
            for (int i = 0; i < count; i++) {
                round.add(new Draw(draws.detector.classIndex(), first + i));
            }
        }
        return round;
    }

    /** Hands each class its samples, with their distances. Those of a class stand together. */
    private void judge(List<Draw> draws, ImageBatch images, Optional<Network> readerNetwork, List<ClassDraws> classes,
            Progress progress) {
        for (int from = 0, to = 0; from < draws.size(); from = to) {
            int classIndex = draws.get(from).classIndex();
            while (to < draws.size() && draws.get(to).classIndex() == classIndex) {
                to++;
            }
            ClassDraws own = classes.stream().filter(c -> c.detector.classIndex() == classIndex).findFirst()
                .orElseThrow();
            ImageBatch samples = images.range(from, to);
            double[] distances = own.detector.statistics().distances(
                reader.open(readerNetwork, samples).forClass(classIndex));
            int before = own.decided();
            for (int i = 0; i < distances.length; i++) {
                own.add(samples.image(i), distances[i]);
            }
            progress.step(own.decided() - before);
        }
    }

    /** Images that are sampled at once from {@code network}. */
    public int batch(Network network) {
        int batch = settings.get(ReplaySettings.class).batch();
        return batch > 0 ? batch : network.isOnGpu() ? BATCH_ON_GPU : BATCH_ON_PROCESSOR;
    }

    /** Samples {@code count} images of a class, from draw index {@code first} on. */
    public ImageBatch sample(Network network, int classIndex, int experience, int first, int count,
            CancelSignal cancel) {
        return sample(network, IntStream.range(first, first + count).mapToObj(i -> new Draw(classIndex, i)).toList(),
            experience, cancel);
    }

    private ImageBatch sample(Network network, List<Draw> draws, int experience, CancelSignal cancel) {
        int[] labels = draws.stream().mapToInt(Draw::classIndex).toArray();
        long[] streams = draws.stream().mapToLong(d -> Seeds.derive(settings.seed(), "replay", experience,
            d.classIndex(), d.index())).toArray();
        ReplaySettings replay = settings.get(ReplaySettings.class);
        SamplerConfig config = new SamplerConfig(replay.ddimSteps(), replay.spacing());
        try (Sampler sampler = Sampler.create(network, config, labels, streams,
                Seeds.derive(settings.seed(), "replay noise"))) {
            do {
                cancel.throwIfCancelled();
            } while (sampler.step() > 0);
            return ImageBatch.of(sampler.images(), draws.size(), settings.network().imageSize());
        }
    }

    private static List<Integer> histogram(List<ReplayGate.Sample> samples) {
        Integer[] bins = new Integer[10];
        Arrays.fill(bins, 0);
        for (ReplayGate.Sample sample : samples) {
            bins[Math.min(9, (int) (sample.outlierProbability() * 10))]++;
        }
        return List.of(bins);
    }
}

package org.diffcont.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.detect.FeatureReader;
import org.diffcont.experience.Seeds;
import org.diffcont.nativecore.Network;
import org.diffcont.nativecore.Sampler;
import org.diffcont.nativecore.SamplerConfig;
import org.diffcont.nativecore.TimestepSpacing;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.Progress;

/**
 * Rebuilds the replay buffer: DDIM samples of every old class from the frozen teacher, embedded by the teacher and
 * passed through the class's Weibull gate (paper, section 3.3 and Algorithm 1).
 *
 * <p>Sample {@code index} of a class comes from its own noise stream, derived from (seed, experience, class, index),
 * so the buffer is the same whatever the batch size.
 */
public final class ReplayGenerator {
    private final Settings settings;
    private final FeatureReader reader;

    public ReplayGenerator(Settings settings, FeatureReader reader) {
        this.settings = settings;
        this.reader = reader;
    }

    /**
     * The buffer for {@code experience}, of all classes that {@code detector} knows.
     *
     * @param teacher        samples
     * @param readerNetwork  reads the samples for the gate (paper: the teacher too); empty where no reading needs one
     */
    public ReplayBuffer generate(Network teacher, Optional<Network> readerNetwork, Detector detector, int experience,
            Progress progress, CancelSignal cancel) {
        int wanted = settings.replay().perClass();
        ReplayGate gate = new ReplayGate(settings.replay().acceptance(), wanted, settings.replay().gate());
        List<float[]> kept = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        List<Boolean> accepted = new ArrayList<>();
        List<ReplayBuffer.ClassReplay> reports = new ArrayList<>();
        progress.start("replay", (long) wanted * detector.classes().size(), "images");
        for (ClassDetector classDetector : detector.classes()) {
            Drawn drawn = draw(teacher, readerNetwork, classDetector, experience, gate, progress, cancel);
            ReplayGate.Selection selection = gate.select(drawn.candidates);
            for (int index : selection.kept()) {
                kept.add(drawn.images.get(index));
                labels.add(classDetector.classIndex());
                accepted.add(gate.accepts(drawn.candidates.get(index)));
            }
            reports.add(new ReplayBuffer.ClassReplay(classDetector.classIndex(), classDetector.name(),
                selection.drawn(), selection.accepted(), selection.kept().size(), selection.shortfall(),
                histogram(drawn.candidates.subList(0, selection.drawn()))));
        }
        progress.close();
        int size = kept.isEmpty() ? 0 : kept.getFirst().length;
        float[] images = new float[Math.multiplyExact(kept.size(), size)];
        for (int i = 0; i < kept.size(); i++) {
            System.arraycopy(kept.get(i), 0, images, i * size, size);
        }
        return new ReplayBuffer(images, labels.stream().mapToInt(Integer::intValue).toArray(), accepted,
            reports);
    }

    /** All samples drawn for one class, in index order. */
    private static final class Drawn {
        final List<ReplayGate.Candidate> candidates = new ArrayList<>();
        final List<float[]> images = new ArrayList<>();
    }

    private Drawn draw(Network teacher, Optional<Network> readerNetwork, ClassDetector detector, int experience,
            ReplayGate gate, Progress progress, CancelSignal cancel) {
        int limit = Math.multiplyExact(settings.replay().perClass(), settings.replay().maxAttempts());
        Drawn drawn = new Drawn();
        int accepted = 0;
        while (accepted < gate.wanted() && drawn.images.size() < limit) {
            int first = drawn.images.size();
            // As many as the acceptance rate so far makes likely to be needed; which are kept does not depend on it.
            double rate = first == 0 ? 1 : Math.max(0.1, (double) accepted / first);
            int likely = (int) Math.ceil((gate.wanted() - accepted) / rate);
            int count = Math.min(likely, Math.min(settings.replay().batch(), limit - first));
            float[] images = sample(teacher, detector.classIndex(), experience, first, count, cancel);
            double[] distances = detector.statistics().distances(
                reader.open(readerNetwork, images, count).forClass(detector.classIndex()));
            int size = images.length / count;
            int before = accepted;
            for (int i = 0; i < count; i++) {
                ReplayGate.Candidate candidate = new ReplayGate.Candidate(first + i, distances[i],
                    detector.tail().outlierProbability(distances[i]));
                drawn.candidates.add(candidate);
                drawn.images.add(Arrays.copyOfRange(images, i * size, (i + 1) * size));
                accepted += gate.accepts(candidate) ? 1 : 0;
            }
            progress.step(Math.min(accepted, gate.wanted()) - Math.min(before, gate.wanted()));
        }
        progress.step(Math.max(0, gate.wanted() - accepted));
        return drawn;
    }

    /** Samples {@code count} images of a class, from draw index {@code first} on: count x 3 x S x S. */
    public float[] sample(Network network, int classIndex, int experience, int first, int count,
            CancelSignal cancel) {
        int[] labels = new int[count];
        Arrays.fill(labels, classIndex);
        long[] streams = new long[count];
        for (int i = 0; i < count; i++) {
            streams[i] = Seeds.derive(settings.seed(), "replay", experience, classIndex, first + i);
        }
        SamplerConfig config = new SamplerConfig(settings.replay().ddimSteps(), switch (settings.replay().spacing()) {
            case LEADING -> TimestepSpacing.LEADING;
            case TRAILING -> TimestepSpacing.TRAILING;
        }, 0, true, true);
        try (Sampler sampler = Sampler.create(network, config, labels, streams,
                Seeds.derive(settings.seed(), "replay noise"))) {
            do {
                cancel.throwIfCancelled();
            } while (sampler.step() > 0);
            return sampler.images();
        }
    }

    private static List<Integer> histogram(List<ReplayGate.Candidate> candidates) {
        Integer[] bins = new Integer[10];
        Arrays.fill(bins, 0);
        for (ReplayGate.Candidate candidate : candidates) {
            bins[Math.min(9, (int) (candidate.outlierProbability() * 10))]++;
        }
        return List.of(bins);
    }
}

package org.diffcont.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.diffcont.config.Candidate;
import org.diffcont.config.Pooling;
import org.diffcont.config.ReadingsSettings.Fusion;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.detect.Tiny;
import org.diffcont.detect.normality.FittedModel;
import org.diffcont.detect.normality.FittedReading;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.detect.normality.WhitenedMean;
import org.diffcont.detect.normality.Whitening;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.evt.DistanceQuantiles;
import org.diffcont.evt.TailForm;
import org.diffcont.evt.WeibullTail;
import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.Network;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.CancelledException;
import org.diffcont.progress.Progress;
import org.diffcont.replay.ReplayBuffer.ClassReplay;
import org.diffcont.strategy.TinyLearner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayGeneratorTest {
    private static final int DIMENSION = 16;
    private static final Network TEACHER = Tiny.network(TinyLearner.settings(), 2);

    @AfterAll
    static void close() {
        TEACHER.close();
    }

    private static Settings settings(String... changes) {
        String[] all = Arrays.copyOf(new String[] {"readings.candidates", "bottleneck/whitened",
            "replay.per_class", "5"}, 4 + changes.length);
        System.arraycopy(changes, 0, all, 4, changes.length);
        return TinyLearner.settings(all);
    }

    private static ReplayBuffer generate(Settings settings, Detector detector, int experience, Progress progress,
            CancelSignal cancel) {
        return new ReplayGenerator(settings, new FeatureReader(settings, Tiny.MACHINE)).generate(TEACHER,
            Optional.of(TEACHER), detector, experience, progress, cancel);
    }

    private static ReplayBuffer generate(Settings settings, double median, int experience) {
        return generate(settings, detector(median, median), experience, Progress.none(), CancelSignal.never());
    }

    /** Classes whose statistics are the origin, and whose outlier probability is 0.5 at the given distance. */
    private static Detector detector(double... medians) {
        Whitening whitening = new Whitening(new float[DIMENSION], ones());
        Detector detector = Detector.empty().with(whitening);
        for (int c = 0; c < medians.length; c++) {
            WeibullTail tail = new WeibullTail(TailForm.PAPER, 1, medians[c] / Math.log(2), 0, 10);
            detector = detector.with(new ClassDetector(c, "class" + c, whitened(whitening), tail, medians[c],
                new ClassDetector.Calibration(10, 10, 0, false), DistanceQuantiles.none(),
                Optional.empty()));
        }
        return detector;
    }

    private static FusedStatistics whitened(Whitening whitening) {
        return new FusedStatistics(List.of(new FittedReading(new FittedModel(Candidate.of("bottleneck/whitened"),
            new WhitenedMean(whitening, new float[DIMENSION]), Optional.empty()), Pooling.MAX, Optional.empty(),
            Optional.empty())), Fusion.MAX, Optional.empty());
    }

    private static float[] ones() {
        float[] ones = new float[DIMENSION];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** A distance that about half of class 0's samples lie within. */
    private static double medianDistance(Settings settings, int experience) {
        double[] distances = sampleDistances(settings, 0, experience, 16);
        Arrays.sort(distances);
        return (distances[7] + distances[8]) / 2;
    }

    private static double[] sampleDistances(Settings settings, int classIndex, int experience, int count) {
        FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE);
        ImageBatch samples = new ReplayGenerator(settings, reader).sample(TEACHER, classIndex, experience, 0, count,
            CancelSignal.never());
        return detector(1, 1).classes().get(classIndex).statistics().distances(reader.open(Optional.of(TEACHER),
            samples).forClass(classIndex));
    }

    @ParameterizedTest
    @CsvSource({"none, common, 50", "candidate, fresh, random"})
    void bufferIsTheSameWhateverTheBatch(String label, String noise, String timestep) {
        Settings settings = settings("embedding.label", label, "embedding.noise", noise,
            "embedding.timestep", timestep);
        double median = medianDistance(settings, 1);
        ReplayBuffer expected = generate(settings, median, 1);
        assertEquals(10, expected.count());
        assertTrue(expected.classes().getFirst().drawn() > 5, "the gate rejected some");
        for (int batch : new int[] {1, 2, 3, 7, 15}) {
            ReplayBuffer buffer = generate(settings.with("replay.batch", String.valueOf(batch)), median, 1);
            assertSameImages(expected, buffer, "batch " + batch);
            assertArrayEquals(expected.labels(), buffer.labels());
            assertEquals(summaries(expected), summaries(buffer), "batch " + batch);
        }
    }

    private static void assertSameImages(ReplayBuffer expected, ReplayBuffer actual, String message) {
        assertEquals(expected.images().size(), actual.images().size(), message);
        assertArrayEquals(expected.images().images(), actual.images().images(), message);
    }

    private static List<String> summaries(ReplayBuffer buffer) {
        return buffer.classes().stream().map(c -> c.classIndex() + c.name() + " " + c.drawn() + " " + c.accepted() + " "
            + c.kept() + " " + c.shortfall() + " " + c.histogram()).toList();
    }

    @Test
    void keepsTheFirstAcceptedSamplesOfTheClassOwnStream() {
        Settings settings = settings();
        double median = medianDistance(settings, 1);
        double[] distances = sampleDistances(settings, 0, 1, 15);
        ImageBatch samples = new ReplayGenerator(settings, new FeatureReader(settings, Tiny.MACHINE)).sample(TEACHER, 0, 1,
            0, 15, CancelSignal.never());
        List<Integer> accepted = new ArrayList<>();
        for (int i = 0; i < 15 && accepted.size() < 5; i++) {
            if (distances[i] <= median) {
                accepted.add(i);
            }
        }
        assertEquals(5, accepted.size());
        ReplayBuffer buffer = generate(settings, median, 1);
        for (int i = 0; i < 5; i++) {
            assertArrayEquals(samples.image(accepted.get(i)), buffer.images().image(i));
        }
        assertEquals(accepted.get(4) + 1, buffer.classes().getFirst().drawn());
        assertEquals(0, buffer.classes().getFirst().shortfall());
    }

    @Test
    void drawsAtMostMaxAttemptsTimesPerClassAndFillsUpWithTheBestOfTheRest() {
        Settings settings = settings("replay.max_attempts", "3");
        ReplayBuffer buffer = generate(settings, 1e-9, 1);
        double[] distances = sampleDistances(settings, 1, 1, 15);
        ImageBatch samples = new ReplayGenerator(settings, new FeatureReader(settings, Tiny.MACHINE)).sample(TEACHER, 1, 1,
            0, 15, CancelSignal.never());
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            order.add(i);
        }
        order.sort((a, b) -> Double.compare(distances[a], distances[b]));
        List<Integer> best = order.subList(0, 5).stream().sorted().toList();
        assertEquals(Collections.nCopies(10, false), buffer.accepted(), "what fills up was rejected");
        for (int i = 0; i < 5; i++) {
            assertArrayEquals(samples.image(best.get(i)), buffer.images().image(5 + i));
        }
        ClassReplay report = buffer.classes().get(1);
        assertEquals(15, report.drawn());
        assertEquals(0, report.accepted());
        assertEquals(5, report.kept());
        assertEquals(5, report.shortfall());
        assertEquals(0, report.acceptanceRate());
        assertEquals(List.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 15), report.histogram());
    }

    @Test
    void anOpenGateDrawsNoMoreThanItKeeps() {
        ReplayBuffer buffer = generate(settings("replay.acceptance", "1"), 1e-9, 1);
        assertEquals(Collections.nCopies(10, true), buffer.accepted(), "an open gate accepts all");
        assertEquals(5, buffer.classes().getFirst().drawn());
        assertEquals(0, buffer.classes().getFirst().shortfall());
        assertArrayEquals(new int[] {0, 0, 0, 0, 0, 1, 1, 1, 1, 1}, buffer.labels());
        assertEquals(List.of(5, 5), buffer.countsByClass());
    }

    @Test
    void experiencesClassesAndSeedsHaveSamplesOfTheirOwn() {
        Settings settings = settings("replay.acceptance", "1");
        ReplayBuffer first = generate(settings, 1, 1);
        assertSameImages(first, generate(settings, 1, 1), "once more");
        assertFalse(Arrays.deepEquals(first.images().images(), generate(settings, 1, 2).images().images()));
        assertFalse(Arrays.deepEquals(first.images().images(),
            generate(settings.with("seed", "8"), 1, 1).images().images()));
        assertFalse(Arrays.equals(first.images().image(0), first.images().image(5)));
        for (int i = 1; i < 5; i++) {
            assertNotEquals(Arrays.hashCode(first.images().image(0)), Arrays.hashCode(first.images().image(i)));
        }
    }

    @Test
    void samplesLieInTheImagesRange() {
        for (float value : generate(settings(), 1, 1).images().values()) {
            assertTrue(value >= -1 && value <= 1, "value " + value);
        }
    }

    @Test
    void noneWantedGivesAnEmptyBuffer() {
        ReplayBuffer buffer = generate(settings("replay.per_class", "0"), 1, 1);
        assertEquals(0, buffer.count());
        assertEquals(List.of(0, 0), buffer.countsByClass());
        assertEquals(0, buffer.images().count());
    }

    @Test
    void stopsBetweenDenoisingStepsWhenAskedToAndFreesTheSampler() {
        AtomicInteger asked = new AtomicInteger();
        long before = NativeRuntime.liveHandles();
        assertThrows(CancelledException.class, () -> generate(settings("replay.ddim_steps", "10"), detector(1, 1), 1,
            Progress.none(), () -> asked.incrementAndGet() == 4));
        assertEquals(4, asked.get());
        assertEquals(before, NativeRuntime.liveHandles());
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "9, 2", "5, 2", "4, 3", "0, 1"})
    void aBatchHoldsImagesOfAllClasses(int batch, int samplers) {
        AtomicInteger steps = new AtomicInteger();
        generate(settings("replay.acceptance", "1", "replay.ddim_steps", "4", "replay.batch", String.valueOf(batch)),
            detector(1, 1), 1, Progress.none(), () -> steps.incrementAndGet() < 0);
        assertEquals(4 * samplers, steps.get());
    }

    @Test
    void progressEndsAtTheNumberOfImagesWanted() {
        long[] steps = new long[2];
        Progress counting = new Progress() {
            @Override
            public void start(String task, long total, String unit) {
                steps[0] = total;
            }

            @Override
            public void step(long count) {
                steps[1] += count;
            }

            @Override
            public void message(String text) {
            }

            @Override
            public void close() {
            }
        };
        Settings settings = settings();
        generate(settings, detector(medianDistance(settings, 1), 1e-9), 1, counting, CancelSignal.never());
        assertEquals(10, steps[0]);
        assertEquals(10, steps[1]);
    }
}

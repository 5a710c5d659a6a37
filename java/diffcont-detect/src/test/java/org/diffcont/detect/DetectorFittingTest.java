package org.diffcont.detect;

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
import java.util.Random;
import java.util.stream.IntStream;
import org.diffcont.config.Candidate;
import org.diffcont.config.Pooling;
import org.diffcont.config.Reading;
import org.diffcont.config.Settings;
import org.diffcont.detect.choice.CrossFittedMaps;
import org.diffcont.detect.choice.DefectSource;
import org.diffcont.detect.choice.DefectTrials;
import org.diffcont.detect.choice.Folds;
import org.diffcont.detect.choice.ReadingChoice;
import org.diffcont.detect.normality.FittedReading;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.detect.normality.MapPooling;
import org.diffcont.detect.normality.Normality;
import org.diffcont.detect.normality.NormalityMethod;
import org.diffcont.detect.normality.SyntheticResult;
import org.diffcont.detect.normality.WhitenedMean;
import org.diffcont.detect.normality.Whitening;
import org.diffcont.detect.source.BottleneckSource;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.FeatureSource;
import org.diffcont.detect.source.Features;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.error.DataException;
import org.diffcont.error.UserException;
import org.diffcont.evt.TailForm;
import org.diffcont.evt.WeibullTail;
import org.diffcont.image.ImageBatch;
import org.diffcont.machine.Machine;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.Network;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorFittingTest {
    /** So many that scales are set with as many folds as the key says. */
    private static final int COUNT = 63;
    private static final String CELLS = "pixels:as_is:4/location_mahalanobis:3";
    /** A rate at which the threshold is one of the held-out distances: the 9th of 11, the 48th of 63. */
    private static final String[] QUARTER = {"threshold.false_positive_rate", "0.25"};
    private static final String SEVERAL = CELLS + ",dct:as_is:4/pca_residual:4,bottleneck/whitened";
    private static final Network NETWORK = Tiny.network(Tiny.settings(), 3);
    private static final Whitening WHITENING = Whitening.fit(images(settings("cross", SEVERAL), 5, COUNT).features(
        new BottleneckSource()));

    @AfterAll
    static void close() {
        NETWORK.close();
    }

    private static Settings settings(String fitOn, String candidates, String... changes) {
        String[] all = Arrays.copyOf(new String[] {"evt.fit_on", fitOn, "readings.candidates", candidates,
            "readings.poolings", "max,mean", "readings.chosen", "9"}, 8 + changes.length);
        System.arraycopy(changes, 0, all, 8, changes.length);
        return Tiny.settings(all);
    }

    private static ImageReadings images(Settings settings, long seed, int count) {
        return read(settings, Tiny.batch(seed, count));
    }

    private static ImageReadings read(Settings settings, ImageBatch images) {
        return new FeatureReader(settings, Tiny.MACHINE).open(Optional.of(NETWORK), images);
    }

    /** A bright square in a place of its own. */
    private static float[] square(ImageBatch images, int index, long seed) {
        float[] image = images.image(index).clone();
        int size = images.size();
        int place = (int) Math.floorMod(seed, (long) size - 4);
        for (int k = 0; k < image.length; k++) {
            int row = k / size % size;
            if (row >= place && row < place + 3 && k % size < 5) {
                image[k] = 1;
            }
        }
        return image;
    }

    private static ClassDetector fit(Settings settings, ImageReadings train, ImageReadings calibration) {
        return fit(settings, Tiny.MACHINE, train, calibration);
    }

    private static ClassDetector fit(Settings settings, Machine machine, ImageReadings train,
            ImageReadings calibration) {
        return new DetectorFitting(settings, machine, DetectorFittingTest::square).fit(2, "bottle", train,
            calibration, WHITENING, false).detector();
    }

    /** A candidate's cross-fitted, pooled distances by hand. */
    private static double[] crossFitted(ImageReadings train, Reading reading) {
        float[] maps = CrossFittedMaps.of(reading.candidate(), train, WHITENING, 5);
        return MapPooling.pool(reading.pooling(), maps, maps.length / train.count());
    }

    private static float[] heldOutMap(ImageReadings train, Candidate candidate, int image) {
        Features features = train.features(FeatureSource.of(candidate.source()));
        int[] others = IntStream.range(0, COUNT).filter(i -> i % 5 != image % 5).toArray();
        try (Normality model = NormalityMethod.of(candidate.model()).fit(features.select(others), WHITENING)) {
            return model.map(features.select(new int[] {image}));
        }
    }

    /** The distance that a further image of the kind exceeds with probability (above + 1) / (n + 1). */
    private static double exceededBy(int above, double[] distances) {
        return Arrays.stream(distances).sorted().toArray()[distances.length - 1 - above];
    }

    /** That it is libMR's tail of the ten largest distances: where its likelihood is largest. */
    private static void assertTailOf(double[] distances, WeibullTail tail) {
        double[] largest = Arrays.stream(distances).sorted().skip(distances.length - 10).toArray();
        assertEquals(10, tail.tailCount());
        assertEquals(TailForm.LIBMR, tail.form());
        assertEquals(largest[0], tail.shift(), 1e-9);
        double logs = 0;
        double powers = 0;
        double weighted = 0;
        for (double distance : largest) {
            double log = Math.log(distance - largest[0] + 1);
            double power = Math.exp(tail.shape() * (log - Math.log(tail.scale())));
            logs += log / 10;
            powers += power / 10;
            weighted += power * log / 10;
        }
        assertEquals(1, powers, 1e-6, "the likelihood's derivative by the scale is 0");
        assertEquals(1 / tail.shape(), weighted / powers - logs, 1e-6, "and that by the shape");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"bottleneck/whitened", CELLS, SEVERAL})
    void tailOnTrainingImagesButThresholdOnHeldOutOnes(String candidates) {
        Settings settings = settings("train", candidates, QUARTER);
        ImageReadings calibration = images(settings, 5, 34).others(Tiny.batch(6, 11));
        ClassDetector c = fit(settings, images(settings, 5, COUNT), calibration);
        try (FusedStatistics statistics = c.statistics()) {
            assertTailOf(statistics.distances(images(settings, 5, COUNT)), c.tail());
            assertEquals(exceededBy(2, statistics.distances(calibration)), c.thresholdDistance());
            assertEquals(new ClassDetector.Calibration(COUNT, 11, 2 / 11.0, false), c.calibration());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"bottleneck/whitened", CELLS, SEVERAL})
    void tailAndThresholdOnHeldOutImages(String candidates) {
        Settings settings = settings("calibration", candidates, QUARTER);
        ImageReadings calibration = images(settings, 6, 11);
        ClassDetector c = fit(settings, images(settings, 5, COUNT), calibration);
        try (FusedStatistics statistics = c.statistics()) {
            double[] held = statistics.distances(calibration);
            assertTailOf(held, c.tail());
            assertEquals(exceededBy(2, held), c.thresholdDistance());
            assertEquals(11, c.calibration().tailImages());
        }
    }

    @Test
    void tailAndThresholdOfOneReadingOnItsCrossFittedDistancesButStatisticsOnAllImages() {
        Settings settings = settings("cross", "bottleneck/whitened", QUARTER);
        ImageReadings train = images(settings, 5, COUNT);
        ClassDetector c = fit(settings, train, null);
        try (FusedStatistics statistics = c.statistics()) {
            double[] held = crossFitted(train, settings.readings().all().getFirst());
            assertTailOf(held, c.tail());
            assertEquals(exceededBy(15, held), c.thresholdDistance());
            float[] all = train.features(new BottleneckSource()).values();
            float[] mean = ((WhitenedMean) statistics.models().getFirst().normality()).classMean();
            for (int k = 0; k < mean.length; k++) {
                double sum = 0;
                for (int i = 0; i < COUNT; i++) {
                    sum += (all[i * mean.length + k] - WHITENING.mean()[k]) * WHITENING.inverseStd()[k];
                }
                assertEquals(sum / COUNT, mean[k], 1e-5);
            }
            assertNotEquals(exceededBy(9, statistics.distances(train)), c.tail().shift());
        }
    }

    @Test
    void severalReadingsAreScaledFusedAndCalibratedOnCrossFittedDistances() {
        Settings settings = settings("cross", SEVERAL, QUARTER);
        ImageReadings train = images(settings, 5, COUNT);
        ClassDetector c = fit(settings, train, null);
        try (FusedStatistics statistics = c.statistics()) {
            assertEquals(settings.readings().all(), statistics.readings().stream().map(FittedReading::name).toList());
            double[] fused = new double[COUNT];
            Arrays.fill(fused, Double.NEGATIVE_INFINITY);
            for (Reading reading : settings.readings().all()) {
                double[] scores = crossFitted(train, reading);
                double[] logs = Arrays.stream(scores).map(Math::log).toArray();
                double mean = Arrays.stream(logs).average().orElseThrow();
                double std = Math.sqrt(Arrays.stream(logs).map(l -> (l - mean) * (l - mean)).sum() / (COUNT - 1));
                for (int i = 0; i < COUNT; i++) {
                    fused[i] = Math.max(fused[i], (logs[i] - mean) / std);
                }
            }
            assertEquals(exceededBy(15, fused), c.thresholdDistance(), 1e-9);
            assertTailOf(fused, c.tail());
            assertEquals(COUNT, c.calibration().tailImages());
            assertTrue(statistics.readings().stream().allMatch(r -> r.synthetic().isEmpty()),
                "nothing was chosen");
        }
    }

    @Test
    void cellsAreScaledByTheCrossFittedDistancesOfAllCells() {
        Settings settings = settings("cross", CELLS);
        ImageReadings train = images(settings, 5, COUNT);
        try (FusedStatistics statistics = fit(settings, train, null).statistics()) {
            Candidate candidate = Candidate.of(CELLS);
            float[] maps = CrossFittedMaps.of(candidate, train, null, 5);
            double mean = 0;
            for (int i = 0; i < COUNT; i++) {
                float[] map = heldOutMap(train, Candidate.of(CELLS), i);
                for (float value : map) {
                    mean += Math.log(value) / (COUNT * map.length);
                }
            }
            assertEquals(mean, statistics.models().getFirst().locations().orElseThrow().mean(), 1e-9);
        }
    }

    @ParameterizedTest
    @CsvSource({"train, 0.05", "train, 0.3", "calibration, 0.1", "calibration, 0.5"})
    void thresholdAlarmsSoThatAFurtherImageDoesSoAtTheConfiguredRate(String fitOn, double rate) {
        Settings settings = settings(fitOn, SEVERAL, "threshold.false_positive_rate", String.valueOf(rate));
        ImageReadings calibration = images(settings, 6, 11);
        ClassDetector c = fit(settings, images(settings, 5, COUNT), calibration);
        try (FusedStatistics statistics = c.statistics()) {
            long alarms = Arrays.stream(statistics.distances(calibration)).filter(d -> c.decide(d).anomalous()).count();
            assertEquals((double) alarms / 11, c.calibration().falsePositiveRate());
            assertEquals(Math.max(0, (long) Math.ceil(rate * 12 - 1e-9) - 1), alarms,
                "no more, and no fewer without ties");
        }
    }

    /** Images of one product, each brighter or darker as a whole, with room for defects in [-1, 1]. */
    private static ImageBatch unevenlyLit() {
        ImageBatch images = Tiny.batch(5, COUNT);
        Random light = new Random(6);
        for (float[] image : images.images()) {
            float brightness = 0.2f * light.nextFloat() - 0.1f;
            for (int k = 0; k < image.length; k++) {
                image[k] = 0.2f * image[k] + brightness;
            }
        }
        return images;
    }

    /** Far brighter all over. */
    private static float[] brighter(ImageBatch images, int index) {
        float[] image = images.image(index).clone();
        for (int k = 0; k < image.length; k++) {
            image[k] += 0.6f;
        }
        return image;
    }

    /** A corner a little brighter, by no more than light changes from image to image. */
    private static float[] spotted(ImageBatch images, int index) {
        float[] image = images.image(index).clone();
        for (int k = 0; k < image.length; k++) {
            image[k] += k / Tiny.SIDE % Tiny.SIDE < 4 && k % Tiny.SIDE < 4 ? 0.12f : 0;
        }
        return image;
    }

    private static List<FittedReading> chosen(int count, String candidates, DefectSource defects) {
        Settings settings = settings("cross", candidates, "readings.chosen", String.valueOf(count), "defects.count",
            String.valueOf(COUNT), "readings.pose", "as_is");
        try (FusedStatistics statistics = new DetectorFitting(settings, Tiny.MACHINE, defects)
                .fit(2, "bottle", read(settings, unevenlyLit()), null, WHITENING, false).detector().statistics()) {
            return statistics.readings();
        }
    }

    @Test
    void keepsTheReadingThatSeesTheDefectsAndNotTheOneThatIsBlindToThem() {
        String sees = "pixels:as_is:4/diagonal";
        String blind = "pixels:mean_subtracted:4/diagonal";
        List<FittedReading> chosen = chosen(1, blind + "," + sees,
            (images, index, _) -> brighter(images, index));
        assertEquals(List.of(sees), chosen.stream().map(r -> r.model().candidate().toString()).toList());
        assertEquals(new SyntheticResult(1, 1, 0.05), chosen.getFirst().synthetic().orElseThrow());
    }

    @Test
    void keepsTheReadingsThatTogetherFindWhatNeitherFindsAlone() {
        String light = "pixels:as_is:4/diagonal";
        String spots = "pixels:mean_subtracted:4/diagonal";
        List<FittedReading> chosen = chosen(2, light + ",pixels:as_is:2/diagonal," + spots,
            (images, index, _) -> index % 2 == 0 ? brighter(images, index) : spotted(images, index));
        assertTrue(chosen.stream().anyMatch(r -> r.model().candidate().toString().equals(spots)), chosen::toString);
        assertTrue(chosen.stream().anyMatch(r -> !r.model().candidate().toString().equals(spots)), chosen::toString);
        double alone = chosen.getFirst().synthetic().orElseThrow().found();
        assertTrue(alone > 0.4 && alone < 0.7, "about half are for one reading: " + alone);
        assertEquals(1, chosen.getLast().synthetic().orElseThrow().found());
    }

    @Test
    void defectsAreSpreadEvenlyOverTheImages() {
        assertEquals(IntStream.range(0, 2 * COUNT).mapToObj(i -> i / 2).toList(), defectiveImages(2 * COUNT));
        assertEquals(List.of(12, 25, 37, 50, 62), defectiveImages(5));
        assertEquals(List.of(62), defectiveImages(1));
    }

    private static List<Integer> defectiveImages(int defects) {
        Settings settings = settings("cross", SEVERAL, "readings.chosen", "2", "defects.count",
            String.valueOf(defects));
        List<Integer> asked = Collections.synchronizedList(new ArrayList<>());
        new DetectorFitting(settings, Tiny.MACHINE, (images, index, seed) -> {
            asked.add(index);
            return square(images, index, seed);
        }).fit(2, "bottle", images(settings, 5, COUNT), null, WHITENING, false).detector().statistics().close();
        return asked.stream().sorted().toList();
    }

    @Test
    void trialsScoreHeldOutImagesAndTheirDefectsByModelsOfTheOtherImages() {
        Settings settings = settings("cross", CELLS, "readings.chosen", "1", "defects.count", String.valueOf(COUNT));
        ImageReadings train = images(settings, 5, COUNT);
        Folds folds = Folds.of(COUNT, 5);
        List<ReadingChoice.Trial> trials = new DefectTrials(settings, Tiny.MACHINE,
            (images, index, _) -> images.image(index)).of(0, train, Optional.empty(), null, folds)
            .trials();
        double[] expected = crossFitted(train, new Reading(Candidate.of(CELLS), Pooling.MEAN));
        assertArrayEquals(expected, trials.get(1).normals());
        double[] byFold = IntStream.range(0, 5).flatMap(f -> Arrays.stream(folds.held(f))).mapToDouble(i -> expected[i])
            .toArray();
        assertArrayEquals(byFold, trials.get(1).defects(), "these defects change nothing");
    }

    @Test
    void readingsThatWouldBreakTheBoundOnBytesArePassedOver() {
        String candidates = "pixels:as_is:8/location_mahalanobis:3,pixels:as_is:2/location_mahalanobis:3,"
            + "pixels:as_is:4/diagonal";
        Settings free = settings("cross", candidates);
        long small;
        try (FusedStatistics all = fit(free, images(free, 5, COUNT), null).statistics()) {
            assertEquals(5, all.readings().size());
            small = all.models().get(1).normality().bytes() + all.models().get(2).normality().bytes();
            assertTrue(all.models().get(0).normality().bytes() > small);
        }
        for (String chosen : new String[] {"9", "4"}) {
            Settings bounded = free.with("readings.max_bytes", String.valueOf(small)).with("readings.chosen", chosen);
            long before = NativeRuntime.liveHandles();
            try (FusedStatistics kept = fit(bounded, images(bounded, 5, COUNT), null).statistics()) {
                assertEquals(3, kept.readings().size());
                assertEquals(small, kept.bytes());
                assertFalse(kept.models().stream().anyMatch(m -> m.candidate().toString().contains(":8/")));
            }
            assertEquals(before, NativeRuntime.liveHandles());
        }
        Settings none = free.with("readings.max_bytes", "100");
        UserException e = assertThrows(UserException.class, () -> fit(none, images(none, 5, COUNT), null));
        assertTrue(e.getMessage().contains("\"bottle\"") && e.getMessage().contains("readings.max_bytes = 100"),
            e.getMessage());
    }

    @Test
    void scoresDoNotDependOnTheNumberOfThreads() {
        Settings settings = settings("cross", CELLS + ",filter_bank:as_is:4/patch_memory:7,dct:as_is:4/pca_residual:4",
            "readings.chosen", "3");
        double[][] scores = new double[2][];
        for (int threads = 1; threads <= 2; threads++) {
            NativeRuntime.setThreads(threads);
            try (FusedStatistics statistics = fit(settings, Tiny.MACHINE.withThreads(threads), images(settings, 5,
                    COUNT), null).statistics()) {
                scores[threads - 1] = statistics.distances(images(settings, 7, 9));
            } finally {
                NativeRuntime.setThreads(1);
            }
        }
        assertArrayEquals(scores[0], scores[1], 1e-6);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"pixels:as_is:4/diagonal", "pixels:as_is:4/pca_residual:2", CELLS, SEVERAL})
    void imagesAllAlikeAreAnErrorThatNamesTheClassAndLeavesNoNativeObject(String candidates) {
        Settings settings = settings("cross", candidates);
        ImageBatch same = Tiny.batch(new float[12 * Tiny.SIZE]);
        long before = NativeRuntime.liveHandles();
        UserException e = assertThrows(UserException.class, () -> fit(settings, read(settings, same), null));
        assertTrue(e.getMessage().contains("\"bottle\""), e.getMessage());
        assertEquals(before, NativeRuntime.liveHandles());
    }

    @Test
    void anyFailureLeavesNoNativeObject() {
        Settings settings = settings("calibration", CELLS);
        long before = NativeRuntime.liveHandles();
        assertThrows(RuntimeException.class, () -> fit(settings, images(settings, 5, COUNT), null));
        assertEquals(before, NativeRuntime.liveHandles());
    }

    /** A memory's distances grow with the images that it covers; so its threshold is set by memories of as many. */
    @ParameterizedTest
    @ValueSource(ints = {12, 20})
    void fewImagesKeepThePromisedFalseAlarmsOfAPatchMemory(int count) {
        Settings settings = settings("cross", "pixels:as_is:16/patch_memory:100", "readings.poolings", "mean");
        int alarms = 0;
        int[] own = IntStream.range(0, count).toArray();
        int[] others = IntStream.range(count, count + 100).toArray();
        for (int draw = 0; draw < 10; draw++) {
            ImageReadings images = images(settings, 100 + draw, count + 100);
            ClassDetector c = fit(settings, images.select(own), null);
            try (FusedStatistics statistics = c.statistics()) {
                alarms += Arrays.stream(statistics.distances(images.select(others)))
                    .filter(d -> c.decide(d).anomalous()).count();
            }
        }
        assertTrue(alarms < 80, alarms + " of 1000 alarm, 50 are meant");
    }

    @Test
    void ownImagesThatAlarmAreAnErrorThatSaysHowMany() {
        Settings settings = settings("calibration", CELLS);
        ImageReadings train = images(settings, 5, 20);
        float[] product = new float[Tiny.SIZE];
        for (float[] image : train.images().images()) {
            for (int k = 0; k < product.length; k++) {
                product[k] += image[k] / train.count();
            }
        }
        // All but alike: what sets the threshold is much more normal than what was learned.
        ImageReadings alike = train.others(new ImageBatch(IntStream.range(0, 20).mapToObj(i -> {
            float[] image = product.clone();
            image[i] += 0.01f * (i + 1);
            return image;
        }).toArray(float[][]::new), Tiny.SIDE));
        long before = NativeRuntime.liveHandles();
        DataException e = assertThrows(DataException.class, () -> fit(settings, train, alike));
        assertTrue(e.getMessage().startsWith("20 of 20 images that class \"bottle\" was learned from are anomalous"),
            e.getMessage());
        assertTrue(e.getMessage().contains("about 5 %") && e.getMessage().contains("give it more images"),
            e.getMessage());
        assertEquals(before, NativeRuntime.liveHandles());
    }

    @ParameterizedTest
    @CsvSource({"cross, pixels:as_is:4/diagonal, 2, 3", "train, pixels:as_is:4/diagonal, 1, 2",
        "calibration, pixels:as_is:4/diagonal, 1, 2", "train, pixels:as_is:4/location_mahalanobis:3, 2, 3"})
    void tooFewImagesAreAnErrorThatNamesTheClass(String fitOn, String candidates, int count, int needed) {
        Settings settings = settings(fitOn, candidates, "readings.poolings", "max");
        ImageReadings calibration = images(settings, 6, 11);
        UserException e = assertThrows(UserException.class,
            () -> fit(settings, images(settings, 1, count), calibration));
        assertTrue(e.getMessage().contains("\"bottle\" has " + count + " images"), e.getMessage());
        assertTrue(e.getMessage().contains("than the " + needed), e.getMessage());
        ClassDetector c = fit(settings, images(settings, 1, needed), calibration);
        assertTrue(c.thresholdDistance() > 0);
        c.statistics().close();
    }
}

package org.diffcont.evt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diffcont.GoldenData;
import org.diffcont.evt.TailFitException.Reason;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TailFitTest {
    private static final TailSettings PAPER_ALL = new TailSettings(TailForm.PAPER, 1, 2);
    private static final TailSettings LIBMR_ALL = new TailSettings(TailForm.LIBMR, 1, 2);

    /** Values from the original libMR program. */
    @ParameterizedTest(name = "c = {0}, {1} points")
    @CsvSource({
        "0.1, 20, 1.0435163587, 49.3202646647,  0.0277298557, .115163,  .980254, .094720633",
        "1,    5, 1.1178844898, 17.7249879920,  0.8192681851, .129535,  .943647, 1.0085371",
        "1,   20, 1.4202339119,  6.5857279228,  0.2772985570, .0944565, .973909, .95499647",
        "1,   40, 1.4706542168,  4.6437833398, -0.0002941550, .153606,  .985424, .86231408",
        "10,  20, 4.8099993282,  2.0411071088,  2.7729855700, .0397100, .951876, 10.006746"})
    void agreesWithLibMr(double c, int points, double scale, double shape, double smallest, double atSmallest,
                         double atLast, double inverse) {
        double[] distances = curve(c);

        WeibullTail tail = TailFit.fit(distances, new TailSettings(TailForm.LIBMR, points / 40.0, 2));

        assertEquals(points, tail.tailCount());
        // libMR stops its root finding at a residual of up to 3e-7; agreesWithTheExactRoots is the strict test.
        assertEquals(scale, tail.scale(), 1e-7 * scale);
        assertEquals(shape, tail.shape(), 1e-6 * shape);
        assertEquals(smallest, tail.shift(), 1e-10);
        assertEquals(atSmallest, tail.outlierProbability(tail.shift()), 1e-6);
        assertEquals(atLast, tail.outlierProbability(distances[39]), 1e-6);
        assertEquals(inverse, tail.inverse(.95), 1e-6 * inverse);
        // With libMR's own parameters every printed digit agrees.
        WeibullTail same = new WeibullTail(TailForm.LIBMR, shape, scale, smallest, points);
        assertEquals(inverse, same.inverse(.95), 6e-8 * inverse);
        assertEquals(atSmallest, same.outlierProbability(smallest), 6e-7);
        assertEquals(atLast, same.outlierProbability(distances[39]), 6e-7);
    }

    @Test
    void agreesWithTheExactRoots() throws IOException {
        JsonNode roots = golden("libmr_roots");
        assertEquals(5, roots.size());
        for (JsonNode root : roots) {
            WeibullTail tail = TailFit.fit(curve(root.get("c").asDouble()),
                    new TailSettings(TailForm.LIBMR, root.get("points").asInt() / 40.0, 2));
            assertEquals(root.get("scale").asDouble(), tail.scale(), 1e-13 * tail.scale());
            assertEquals(root.get("shape").asDouble(), tail.shape(), 1e-12 * tail.shape());
        }
    }

    @TestFactory
    Stream<DynamicTest> agreesWithScipy() throws IOException {
        JsonNode fits = golden("fits");
        assertEquals(9, fits.size());
        return fits.valueStream().map(golden -> DynamicTest.dynamicTest(golden.get("name").asText(), () -> {
            WeibullTail tail = TailFit.fit(doubles(golden.get("sample")), PAPER_ALL);
            double shape = golden.get("shape").asDouble();
            double scale = golden.get("scale").asDouble();
            assertEquals(shape, tail.shape(), 1e-6 * shape);
            assertEquals(scale, tail.scale(), 1e-6 * scale);

            WeibullTail same = new WeibullTail(TailForm.PAPER, shape, scale, 0, 2);
            double[] points = doubles(golden.get("points"));
            for (int i = 0; i < points.length; i++) {
                double logSurvival = golden.get("log_survival").get(i).asDouble();
                double cdf = golden.get("cdf").get(i).asDouble();
                assertEquals(logSurvival, same.logSurvival(points[i]), 1e-11 * logSurvival);
                assertEquals(cdf, same.outlierProbability(points[i]), 1e-11 * cdf);
            }
        }));
    }

    @Test
    void paperFormFollowsTheUnitOfTheDistances() {
        double[] sample = sample(3, 50);
        WeibullTail one = TailFit.fit(sample, PAPER_ALL);
        for (double unit : new double[] {1e-200, 1e-9, 7, 1e200}) {
            WeibullTail scaled = TailFit.fit(Arrays.stream(sample).map(d -> d * unit).toArray(), PAPER_ALL);
            assertEquals(one.shape(), scaled.shape(), 1e-11 * one.shape());
            assertEquals(one.scale() * unit, scaled.scale(), 1e-11 * one.scale() * unit);
        }
    }

    @Test
    void libMrFormFollowsAShiftOfTheDistances() {
        double[] sample = sample(4, 50);
        WeibullTail one = TailFit.fit(sample, LIBMR_ALL);
        WeibullTail moved = TailFit.fit(Arrays.stream(sample).map(d -> d - 1000).toArray(), LIBMR_ALL);
        assertEquals(one.shape(), moved.shape(), 1e-9 * one.shape());
        assertEquals(one.shift() - 1000, moved.shift());
        assertEquals(one.outlierProbability(2), moved.outlierProbability(-998), 1e-9);
    }

    @Test
    void spansMostOfDoublePrecisionsRange() {
        double[] sample = IntStream.rangeClosed(-100, 100).mapToDouble(i -> Math.pow(10, 3 * i)).toArray();
        WeibullTail tail = TailFit.fit(sample, PAPER_ALL);
        assertTrue(likelihood(sample, tail, 1, 1) > likelihood(sample, tail, 1.01, 1));
        assertTrue(likelihood(sample, tail, 1, 1) > likelihood(sample, tail, 0.99, 1));
        assertTrue(likelihood(sample, tail, 1, 1) > likelihood(sample, tail, 1, 1e10));
        assertTrue(likelihood(sample, tail, 1, 1) > likelihood(sample, tail, 1, 1e-10));
    }

    @Test
    void recoversTheParametersOfALargeSample() {
        SplittableRandom random = new SplittableRandom(11);
        double[] sample = random.doubles(200_000).map(p -> 5 * Math.pow(-Math.log1p(-p), 1 / 1.7)).toArray();
        WeibullTail tail = TailFit.fit(sample, PAPER_ALL);
        assertEquals(1.7, tail.shape(), 0.02);
        assertEquals(5, tail.scale(), 0.05);
    }

    @ParameterizedTest
    @EnumSource
    void looksOnlyAtTheLargestDistancesAndNotAtTheirOrder(TailForm form) {
        double[] sample = sample(5, 200);
        TailSettings settings = new TailSettings(form, 0.1, 10);
        WeibullTail tail = TailFit.fit(sample, settings);
        double[] before = sample.clone();

        Arrays.sort(sample);
        double[] reversed = IntStream.range(0, 200).mapToDouble(i -> sample[199 - i]).toArray();
        assertEquals(tail, TailFit.fit(reversed, settings));
        for (int i = 0; i < 180; i++) {
            sample[i] /= 2;
        }
        assertEquals(tail, TailFit.fit(sample, settings));
        assertEquals(20, tail.tailCount());

        double[] untouched = before.clone();
        TailFit.fit(before, settings);
        assertArrayEquals(untouched, before);
    }

    @ParameterizedTest(name = "{0} of {1} distances, at least {2}: {3}")
    @CsvSource({"0.1, 200, 10, 20", "0.1, 70, 2, 7", "0.1, 71, 2, 8", "0.1, 60, 10, 10", "0.1, 6, 10, 6",
        "1, 40, 2, 40", "0.29, 100, 2, 29", "0.1, 0, 10, 0"})
    void tailHoldsTheShareRoundedUpButEnoughPoints(double fraction, int count, int minimum, int expected) {
        assertEquals(expected, new TailSettings(TailForm.LIBMR, fraction, minimum).tailCount(count));
    }

    @ParameterizedTest
    @EnumSource
    void tooFewDistancesAreAnError(TailForm form) {
        assertFails(Reason.TOO_FEW_POINTS, new TailSettings(form, 0.1, 10));
        assertFails(Reason.TOO_FEW_POINTS, new TailSettings(form, 0.1, 10), 3);
    }

    @ParameterizedTest
    @EnumSource
    void equalDistancesAreAnError(TailForm form) {
        TailSettings settings = new TailSettings(form, 0.1, 2);
        assertFails(Reason.ZERO_RANGE, settings, 0.1, 4, 4);
        assertFails(Reason.ZERO_RANGE, settings, 4, Math.nextUp(4.0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void distancesThatAreNotFiniteAreAnErrorEvenBelowTheTail(double bad) {
        assertFails(Reason.NOT_FINITE, PAPER_ALL, 1, bad, 2);
        assertFails(Reason.NOT_FINITE, new TailSettings(TailForm.LIBMR, 0.1, 2), bad, 1, 2, 3);
    }

    @Test
    void paperFormRefusesZeroInTheTailButNotBelowIt() {
        assertFails(Reason.NOT_POSITIVE, PAPER_ALL, 0, 1, 2);
        assertFails(Reason.NOT_POSITIVE, PAPER_ALL, -1, 1, 2);
        double[] distances = {0, 0, 0, 1, 2};
        assertEquals(2, TailFit.fit(distances, new TailSettings(TailForm.PAPER, 0.1, 2)).tailCount());
        assertEquals(5, TailFit.fit(distances, LIBMR_ALL).tailCount());
    }

    @Test
    void distancesTooFarApartToSubtractAreAnError() {
        assertFails(Reason.NO_CONVERGENCE, LIBMR_ALL, -1.7e308, 0, 1.7e308);
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        for (double fraction : new double[] {0, -1, 1.01, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> new TailSettings(TailForm.PAPER, fraction, 10));
        }
        assertThrows(IllegalArgumentException.class, () -> new TailSettings(TailForm.PAPER, 0.1, 1));
    }

    private static void assertFails(Reason reason, TailSettings settings, double... distances) {
        assertEquals(reason,
                assertThrows(TailFitException.class, () -> TailFit.fit(distances, settings)).reason());
    }

    /** Log-likelihood up to a constant, at the fitted parameters times the given factors. */
    private static double likelihood(double[] sample, WeibullTail tail, double shapeFactor, double scaleFactor) {
        double shape = tail.shape() * shapeFactor;
        double logScale = Math.log(tail.scale()) + Math.log(scaleFactor);
        return Arrays.stream(sample).map(Math::log)
                .map(x -> Math.log(shape) + shape * (x - logScale) - Math.exp(shape * (x - logScale))).sum();
    }

    private static double[] sample(long seed, int count) {
        return new SplittableRandom(seed).doubles(count).map(p -> 1 - 2 * Math.log1p(-p)).toArray();
    }

    /** The distances of the libMR table. */
    private static double[] curve(double c) {
        return IntStream.rangeClosed(1, 40)
                .mapToDouble(i -> c * (Math.pow(i / 40.0, 2) + 0.01 * Math.sin(3 * i))).toArray();
    }

    private static JsonNode golden(String part) throws IOException {
        return GoldenData.read("/evt/weibull.json").get(part);
    }

    private static double[] doubles(JsonNode array) {
        return array.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }
}

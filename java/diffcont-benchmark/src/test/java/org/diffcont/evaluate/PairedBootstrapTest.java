package org.diffcont.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PairedBootstrapTest {
    private static final double NONE = Double.NaN;

    @Test
    void equalDifferencesLeaveNoUncertainty() {
        PairedBootstrap same = PairedBootstrap.of(new double[][] {{0.25, 0.25, 0.25}, {0.25, 0.25, 0.25}});
        assertEquals(0.25, same.mean(), 1e-15);
        assertEquals(new Interval(0.25, 0.25), same.interval());
        assertEquals(3, same.classes());
        assertEquals(2, same.runs());
    }

    @Test
    void theIntervalOfManyClassesIsAboutTwoStandardErrorsEachWay() {
        int classes = 200;
        double[] differences = new double[classes];
        double squares = 0;
        for (int c = 0; c < classes; c++) {
            differences[c] = Math.sin(12.9898 * c);
        }
        PairedBootstrap bootstrap = PairedBootstrap.of(new double[][] {differences});
        for (double difference : differences) {
            squares += Math.pow(difference - bootstrap.mean(), 2);
        }
        double error = Math.sqrt(squares / classes) / Math.sqrt(classes);
        assertEquals(bootstrap.mean() - 1.96 * error, bootstrap.interval().low(), 0.1 * error);
        assertEquals(bootstrap.mean() + 1.96 * error, bootstrap.interval().high(), 0.1 * error);
    }

    @Test
    void runsThatDisagreeWidenTheInterval() {
        PairedBootstrap agreeing = PairedBootstrap.of(new double[][] {{0.1, 0.1, 0.1}, {0.1, 0.1, 0.1}});
        PairedBootstrap disagreeing = PairedBootstrap.of(new double[][] {{0.3, 0.3, 0.3}, {-0.1, -0.1, -0.1}});
        assertEquals(agreeing.mean(), disagreeing.mean(), 1e-15);
        assertTrue(agreeing.interval().low() > 0);
        assertEquals(-0.1, disagreeing.interval().low(), 1e-12);
        assertEquals(0.3, disagreeing.interval().high(), 1e-12);
    }

    @Test
    void classesThatNoRunDefinesAreLeftOutAndSingleGapsAreSkipped() {
        PairedBootstrap bootstrap = PairedBootstrap.of(new double[][] {{0.2, NONE, 0.4}, {NONE, NONE, 0.6}});
        assertEquals(2, bootstrap.classes());
        assertEquals(0.4, bootstrap.mean(), 1e-15);
        assertTrue(bootstrap.interval().low() >= 0.2 && bootstrap.interval().high() <= 0.6);
    }

    @Test
    void oneClassHasAMeanButNoInterval() {
        PairedBootstrap one = PairedBootstrap.of(new double[][] {{0.5, NONE}});
        assertEquals(0.5, one.mean());
        assertTrue(Double.isNaN(one.interval().low()));
        for (double[][] none : new double[][][] {{}, {{}}, {{NONE, NONE}}}) {
            assertTrue(Double.isNaN(PairedBootstrap.of(none).mean()));
            assertEquals(0, PairedBootstrap.of(none).classes());
        }
    }
}

package org.diffcont.detect.normality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LogScaleTest {
    @Test
    void isMeanAndUnbiasedDeviationOfTheLogarithms() {
        LogScale scale = LogScale.fit(new double[] {Math.exp(1), Math.exp(2), Math.exp(6)});
        assertEquals(3, scale.mean(), 1e-12);
        assertEquals(Math.sqrt((4 + 1 + 9) / 2.0), scale.std(), 1e-12);
        assertEquals(-1, scale.z(Math.exp(3 - scale.std())), 1e-12);
    }

    @Test
    void anExactCopyOfALearnedImageIsVeryNormalButNotAtMinusInfinity() {
        LogScale scale = LogScale.fit(new double[] {0, 1, 2, 4});
        assertEquals(2e-3, scale.floor(), 1e-15);
        assertEquals(scale.z(2e-3), scale.z(0));
    }

    @Test
    void scoresAllAlikeHaveAScaleToo() {
        assertEquals(1, LogScale.fit(new double[] {5, 5, 5}).std());
        assertEquals(0, LogScale.fit(new double[] {5, 5, 5}).z(5), 1e-12);
        assertEquals(1, LogScale.fit(new double[3]).std());
    }

    @Test
    void leftOutEachScoreIsScaledByTheOthersAlone() {
        double[] scores = {3, 0, 1.5, 8, 2};
        double[] z = LogScale.leaveOneOut(scores);
        assertEquals(LogScale.fit(new double[] {0, 1.5, 8, 2}).z(3), z[0], 1e-12);
        assertEquals(LogScale.fit(new double[] {3, 0, 1.5, 2}).z(8), z[3], 1e-12);
        assertEquals(LogScale.fit(new double[] {3, 0, 1.5, 8}).z(2), z[4], 1e-12);
        assertTrue(z[3] > LogScale.fit(scores).z(8), "more unusual than among itself");
    }

    @Test
    void refusesWhatIsNoScale() {
        assertThrows(IllegalArgumentException.class, () -> new LogScale(0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new LogScale(1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new LogScale(1, Double.NaN, 1));
    }
}

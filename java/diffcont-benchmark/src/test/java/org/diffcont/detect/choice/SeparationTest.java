package org.diffcont.detect.choice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.diffcont.evaluate.RankingMetrics;
import org.junit.jupiter.api.Test;

class SeparationTest {
    @Test
    void aTieCountsHalf() {
        Separation separation = new Separation(new double[] {4, 1, 3, 2}, new double[] {2, 9, 0, 2.5});
        assertEquals((1.5 / 4 + 1 + 0 + 2 / 4.0) / 4, separation.auroc());
    }

    @Test
    void aurocIsThatOfTheMetrics() {
        double[] normals = rounded(70, 0);
        double[] defects = rounded(40, 1);
        double[] scores = Arrays.copyOf(normals, 110);
        System.arraycopy(defects, 0, scores, 70, 40);
        boolean[] anomalous = new boolean[110];
        Arrays.fill(anomalous, 70, 110, true);
        assertEquals(RankingMetrics.auroc(scores, anomalous), new Separation(normals, defects).auroc(), 1e-15);
    }

    /** The area under the curve, step by step: each defect is found from the rate on at which its score alarms. */
    @Test
    void partialAurocIsTheMeanShareFoundAtTheRatesUpToOne() {
        double[] normals = new Random(3).doubles(50).toArray();
        double[] defects = new Random(4).doubles(30, 0.3, 1.5).toArray();
        for (double rate : new double[] {.05, .13, .5, 1}) {
            double found = 0;
            int steps = 20_000;
            for (int step = 0; step < steps; step++) {
                double at = rate * (step + .5) / steps;
                for (double defect : defects) {
                    double alarms = Arrays.stream(normals).filter(n -> n > defect).count() / 50.0;
                    found += alarms <= at ? 1.0 / defects.length / steps : 0;
                }
            }
            assertEquals(found, new Separation(normals, defects).partialAuroc(rate), 1e-4);
        }
    }

    private static double[] rounded(int count, double mean) {
        Random random = new Random(count);
        double[] values = new double[count];
        Arrays.setAll(values, _ -> Math.round(4 * (mean + random.nextGaussian())) / 4.0);
        return values;
    }
}

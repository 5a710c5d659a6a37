package org.diffcont.evaluate;

import static org.diffcont.evaluate.Samples.image;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.diffcont.detect.Decision;
import org.diffcont.evt.TailForm;
import org.diffcont.evt.WeibullTail;
import org.junit.jupiter.api.Test;

class MetricsTest {

    @Test
    void eachModeLooksAtItsOwnDecision() {
        List<ScoredImage> images = List.of(image(0, 1, true, 0.5, 3), image(0, 1, false, 2, 0.2));
        Metrics predicted = Metrics.of(images, ClassMode.PREDICTED);
        Metrics truth = Metrics.of(images, ClassMode.TRUE);
        assertEquals(0, predicted.auroc());
        assertEquals(0, predicted.accuracy());
        assertEquals(1, truth.auroc());
        assertEquals(1, truth.accuracy());
    }

    @Test
    void rankingMetricsAreUndefinedWithOneKindOfImage() {
        Metrics normal = Metrics.of(List.of(image(0, false, 1), image(0, false, 2)), ClassMode.TRUE);
        assertEquals(new Metrics(Double.NaN, Double.NaN, 0, .5, Double.NaN, Double.NaN, .5, Double.NaN, Double.NaN, 2,
                0), normal);
        Metrics anomalous = Metrics.of(List.of(image(0, true, 1), image(0, true, 2)), ClassMode.TRUE);
        assertEquals(new Metrics(Double.NaN, Double.NaN, 1, .5, 2 / 3.0, Double.NaN, Double.NaN, .5, Double.NaN, 0,
                2), anomalous);
        Metrics none = Metrics.of(List.of(), ClassMode.TRUE);
        assertTrue(Double.isNaN(none.accuracy()) && Double.isNaN(none.auprChance()));
    }

    @Test
    void allAnomalousGetsTheTrivialRowOfTheMvTecTestSet() {
        List<ScoredImage> images = new ArrayList<>(Collections.nCopies(1258, image(0, true, 0)));
        images.addAll(Collections.nCopies(467, image(0, false, 9)));
        Metrics trivial = Metrics.allAnomalous(images);
        assertEquals(.5, trivial.auroc());
        assertEquals(.7293, trivial.aupr(), 5e-5);
        assertEquals(trivial.auprChance(), trivial.aupr());
        assertEquals(.7293, trivial.accuracy(), 5e-5);
        assertEquals(.8434, trivial.f1(), 5e-5);
        assertEquals(trivial.f1(), trivial.f1Max());
        assertEquals(1, trivial.falsePositiveRate());
        assertEquals(.5, trivial.balancedAccuracy());
    }

    @Test
    void meanLeavesOutTheClassesThatDoNotDefineAMetric() {
        Metrics defined = Metrics.of(List.of(image(0, true, 2), image(0, false, 3)), ClassMode.TRUE);
        Metrics undefined = Metrics.of(List.of(image(1, false, 0.5)), ClassMode.TRUE);
        Metrics mean = Metrics.mean(List.of(defined, undefined));
        assertEquals(defined.auroc(), mean.auroc());
        assertEquals(.75, mean.accuracy());
        assertEquals(2, mean.normalCount());
        assertEquals(1, mean.anomalousCount());
    }

    @Test
    void anImageOrderChangesNothing() {
        List<ScoredImage> images = Samples.drawn(3, 3, 100);
        List<ScoredImage> shuffled = new ArrayList<>(images);
        Collections.shuffle(shuffled, new Random(1));
        assertEquals(Metrics.of(images, ClassMode.PREDICTED), Metrics.of(shuffled, ClassMode.PREDICTED));
    }

    @Test
    void withinAClassImagesBelowTheTailAndBeyondTheCdfAreStillRanked() {
        WeibullTail tail = new WeibullTail(TailForm.LIBMR, 2, 1.5, 100, 10);
        List<ScoredImage> images = new ArrayList<>();
        // Below 99 the tail gives 0 to all; from 1e170 on, log-survival overflows; both must keep their order.
        double[] distances = {50, 60, 101, 110, 1e9, 1e10, 1e170, 1e171};
        for (int i = 0; i < distances.length; i++) {
            Decision decision = Decision.of(0, distances[i], tail, 103);
            images.add(new ScoredImage("i" + i, 0, "d", i % 2 == 1, decision, decision));
        }
        assertEquals(images.get(0).truth().logSurvival(), images.get(1).truth().logSurvival());
        assertEquals(images.get(4).truth().outlierProbability(), images.get(5).truth().outlierProbability());
        assertEquals(images.get(6).truth().logSurvival(), images.get(7).truth().logSurvival());
        assertEquals(10 / 16.0, Metrics.of(images, ClassMode.TRUE).auroc());
    }

    @Test
    void acrossClassesTheCalibratedScoreRanksAndNotTheDistance() {
        WeibullTail wide = new WeibullTail(TailForm.PAPER, 2, 1000, 0, 10);
        WeibullTail narrow = new WeibullTail(TailForm.PAPER, 2, 1, 0, 10);
        Decision normal = Decision.of(0, 500, wide, 1500);
        Decision anomalous = Decision.of(1, 3, narrow, 1.5);
        List<ScoredImage> images = List.of(new ScoredImage("a", 0, "good", false, normal, normal),
                new ScoredImage("b", 1, "crack", true, anomalous, anomalous));
        assertEquals(1, Metrics.of(images, ClassMode.TRUE).auroc());
    }

    @Test
    void marginGrowsWithTheDistanceWhateverTheThreshold() {
        for (double threshold : new double[] {-2, -0.0, 0, 3, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            double before = Double.NEGATIVE_INFINITY;
            for (double distance = -5; distance < 5; distance += 0.5) {
                double margin = Ranking.margin(new Decision(0, distance, 0, 0, threshold, false));
                assertTrue(margin > before, "threshold " + threshold);
                before = margin;
            }
        }
    }

    @Test
    void aDecisionAlarmsOnlyAboveItsThreshold() {
        WeibullTail tail = new WeibullTail(TailForm.PAPER, 2, 3, 0, 10);
        assertEquals(new Decision(4, 3, 1, -Math.expm1(-1), 3, false), Decision.of(4, 3, tail, 3));
        assertTrue(Decision.of(4, Math.nextUp(3.0), tail, 3).anomalous());
    }

    @Test
    void valuesThatMeanNothingAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Decision(-1, 0, 0, 0, 0, false));
        assertThrows(IllegalArgumentException.class, () -> new Decision(0, Double.NaN, 0, 0, 0, false));
        assertThrows(IllegalArgumentException.class, () -> new Decision(0, 0, -1, 0, 0, false));
        assertThrows(IllegalArgumentException.class, () -> new Decision(0, 0, 0, Double.NaN, 0, false));
        Decision other = Samples.decision(1, 2);
        assertThrows(IllegalArgumentException.class, () -> new ScoredImage("a", 0, "good", false, other, other));
        boolean[] two = {true, false};
        assertThrows(IllegalArgumentException.class, () -> RankingMetrics.auroc(new double[] {1}, two));
        assertThrows(IllegalArgumentException.class, () -> RankingMetrics.aupr(new double[] {1, Double.NaN}, two));
    }
}

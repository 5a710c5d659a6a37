package org.diffcont.evaluate;

import static org.diffcont.evaluate.Samples.image;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultMatrixTest {
    private static final Evaluator EVALUATOR = new Evaluator(new BootstrapSettings(0, .95, 1));
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    /** An experience after which each seen class has the given AUROC (a multiple of 1/4) in the true-class mode. */
    private static ExperienceEvaluation experience(int index, List<String> added, double... auroc) {
        List<ScoredImage> images = new ArrayList<>();
        for (int c = 0; c < auroc.length; c++) {
            // The anomalous image outscores as many of four normals as asked for.
            images.add(image(c, c, true, 4.5, 4 * auroc[c] + .5));
            for (int normal = 1; normal <= 4; normal++) {
                images.add(image(c, false, normal));
            }
        }
        return EVALUATOR.evaluate(index, added, NAMES.subList(0, auroc.length), 1, images);
    }

    @Test
    void holdsAClassFromItsArrivalOn() {
        ResultMatrix matrix = ResultMatrix.of(List.of(experience(0, List.of("a"), 1),
                experience(1, List.of("b", "c"), .75, .5, 1)));
        assertEquals(List.of("a", "b", "c"), matrix.classes());
        assertEquals(List.of(0, 1, 1), matrix.arrivals());
        assertEquals(List.of(List.of(1.0, Double.NaN, Double.NaN), List.of(.75, .5, 1.0)),
                matrix.get(Metric.AUROC, ClassMode.TRUE));
        assertEquals(List.of(1.0, 1.0, 1.0), matrix.get(Metric.AUROC, ClassMode.PREDICTED).get(1));
        for (Metric metric : Metric.values()) {
            assertEquals(2, matrix.get(metric, ClassMode.TRUE).size());
        }
    }

    @Test
    void forgettingIsFromTheBestAndBackwardTransferFromTheFirst() {
        ResultMatrix matrix = ResultMatrix.of(List.of(experience(0, List.of("a"), .75),
                experience(1, List.of("b", "c"), 1, .5, 1), experience(2, List.of("d"), .5, .75, .25, 0)));
        // a: best 1, b: .5, c: 1; d is new and does not count.
        assertEquals(((1 - .5) + (.5 - .75) + (1 - .25)) / 3, matrix.forgetting(Metric.AUROC, ClassMode.TRUE), 1e-15);
        assertEquals(((.5 - .75) + (.75 - .5) + (.25 - 1)) / 3, matrix.backwardTransfer(Metric.AUROC, ClassMode.TRUE),
                1e-15);
        assertEquals(0, matrix.forgetting(Metric.AUROC, ClassMode.PREDICTED));
    }

    @Test
    void theFirstExperienceHasNothingToForget() {
        ResultMatrix matrix = ResultMatrix.of(List.of(experience(0, List.of("a", "b"), 1, .5)));
        assertTrue(Double.isNaN(matrix.forgetting(Metric.AUROC, ClassMode.TRUE)));
        assertTrue(Double.isNaN(matrix.backwardTransfer(Metric.AUROC, ClassMode.TRUE)));
    }

    @Test
    void aClassWithoutTheMetricDoesNotCount() {
        List<ScoredImage> onlyNormal = List.of(image(0, false, 1), image(1, true, 3), image(1, false, 2));
        ExperienceEvaluation first = EVALUATOR.evaluate(0, List.of("a", "b"), List.of("a", "b"), 1, onlyNormal);
        ResultMatrix matrix = ResultMatrix.of(List.of(first, experience(1, List.of("c"), 1, .25, 1)));
        assertEquals(.75, matrix.forgetting(Metric.AUROC, ClassMode.TRUE));
        assertEquals(-.75, matrix.backwardTransfer(Metric.AUROC, ClassMode.TRUE));
    }

    @Test
    void experiencesThatDoNotFollowAreRefused() {
        ExperienceEvaluation second = experience(1, List.of("b"), 1, 1);
        assertThrows(IllegalArgumentException.class, () -> ResultMatrix.of(List.of(second)));
        assertThrows(IllegalArgumentException.class, () -> ResultMatrix.of(List.of()));
    }
}

package org.diffcont.evaluate;

import static org.diffcont.evaluate.Samples.image;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final Evaluator EVALUATOR = new Evaluator(new BootstrapSettings(50, .95, 1));

    @Test
    void classesAreTheTrueOnesInBothModes() {
        ExperienceEvaluation result = EVALUATOR.evaluate(1, List.of("tile"), List.of("zipper", "tile"), 2.5, List.of(
                image(0, true, 3), image(0, false, 0.5), image(0, 1, false, 5, 0.1),
                image(1, true, 0.2), image(1, 0, false, 0.1, 0.4)));

        assertEquals(List.of("zipper", "tile"), result.seenClasses());
        assertEquals(.6, result.routingAccuracy());
        assertEquals(List.of(List.of(2, 1), List.of(1, 1)), result.confusion());
        ClassEvaluation zipper = result.perClass().get("zipper");
        assertEquals(2 / 3.0, zipper.routingAccuracy());
        assertEquals(.5, zipper.predicted().auroc());
        assertEquals(1, zipper.truth().auroc());
        ClassEvaluation tile = result.perClass().get("tile");
        assertEquals(1, tile.predicted().auroc());
        assertEquals(0, tile.truth().auroc());
        assertEquals(.75, result.macro().predicted().auroc());
        assertEquals(.5, result.macro().truth().auroc());
        // Anomalous 3, .2; normal .5, .1, .4: 4 of 6 pairs in order.
        assertEquals(4 / 6.0, result.pooled().truth().auroc());
        assertEquals(.4, result.trivial().pooled().accuracy());
        assertEquals((1 / 3.0 + .5) / 2, result.trivial().macro().accuracy());
    }

    @Test
    void aClassWithoutTestImagesIsUndefinedAndDoesNotCountInTheMacro() {
        ExperienceEvaluation result = EVALUATOR.evaluate(0, List.of("a", "b"), List.of("a", "b"), 1,
                List.of(image(0, true, 3), image(0, false, 0.5)));
        assertTrue(Double.isNaN(result.perClass().get("b").truth().auroc()));
        assertTrue(Double.isNaN(result.perClass().get("b").routingAccuracy()));
        assertEquals(1, result.macro().truth().auroc());
    }

    @Test
    void pooledAndMacroAreTheSameForOneClass() {
        ExperienceEvaluation result = EVALUATOR.evaluate(0, List.of("a"), List.of("a"), 1, Samples.drawn(2, 1, 80));
        assertEquals(result.pooled(), result.macro());
        assertEquals(result.intervals().pooled(), result.intervals().macro());
        assertEquals(result.trivial().pooled(), result.trivial().macro());
    }

    @Test
    void namesThatDoNotFitAreRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> EVALUATOR.evaluate(0, List.of("a"), List.of("a", "a"), 1, List.of()));
        assertThrows(IllegalArgumentException.class,
                () -> EVALUATOR.evaluate(0, List.of("b"), List.of("a"), 1, List.of()));
        assertThrows(IllegalArgumentException.class,
                () -> EVALUATOR.evaluate(0, List.of("a"), List.of("a"), 1, List.of(image(1, true, 3))));
        assertThrows(IllegalArgumentException.class,
                () -> EVALUATOR.evaluate(0, List.of("a"), List.of("a"), 1, List.of(image(0, 1, true, 3, 3))));
    }
}

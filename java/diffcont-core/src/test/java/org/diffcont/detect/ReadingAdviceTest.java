package org.diffcont.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ReadingAdviceTest {
    @Test
    void warnsWhereSyntheticDefectsLookLikeNormalImages() {
        assertTrue(ReadingAdvice.of(OptionalDouble.of(0.57)).orElseThrow().contains("AUROC 0.57"));
    }

    @Test
    void isSilentWhereDefectsAreSeenOrNothingWasChosen() {
        assertEquals(Optional.empty(), ReadingAdvice.of(OptionalDouble.of(0.6)));
        assertEquals(Optional.empty(), ReadingAdvice.of(OptionalDouble.empty()));
    }
}

package org.diffcont.detect.choice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.diffcont.detect.normality.SyntheticResult;
import org.junit.jupiter.api.Test;

class ReadingAdviceTest {
    @Test
    void warnsWhereTheThresholdFindsHardlyAnySyntheticDefect() {
        String advice = ReadingAdvice.of(found(0.04, 0.09)).orElseThrow();
        assertTrue(advice.contains("find 9 % of synthetic defects where 5 % of the normal images alarm"), advice);
    }

    @Test
    void isSilentWhereDefectsAreSeenOrNothingWasChosen() {
        assertEquals(Optional.empty(), ReadingAdvice.of(found(0.04, 0.1)));
        assertEquals(Optional.empty(), ReadingAdvice.of(List.of(Optional.empty())));
    }

    private static List<Optional<SyntheticResult>> found(double first, double both) {
        return List.of(Optional.of(new SyntheticResult(0.55, first, 0.05)),
            Optional.of(new SyntheticResult(0.53, both, 0.05)));
    }
}

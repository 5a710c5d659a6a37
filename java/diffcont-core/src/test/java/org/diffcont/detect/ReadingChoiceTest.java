package org.diffcont.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.diffcont.config.Candidate;
import org.diffcont.config.PooledCandidate;
import org.diffcont.config.Pooling;
import org.diffcont.detect.ReadingChoice.Ranked;
import org.diffcont.detect.ReadingChoice.Trial;
import org.junit.jupiter.api.Test;

class ReadingChoiceTest {
    private static final Candidate CANDIDATE = Candidate.of("levels:4/patch_memory:2");

    @Test
    void theBestOfEachCandidateComesBeforeASecondOfAnyOfThem() {
        Candidate other = Candidate.of("levels:4/diagonal");
        List<Ranked> ranked = ReadingChoice.rank(List.of(
            trial(0.1, new double[] {1, 2}, 5, 6),
            trial(0.2, new double[] {1, 2}, 5, 1.5),
            new Trial(new PooledCandidate(other, Pooling.MAX), new double[] {1, 2}, new double[] {0, 1.5})));
        assertEquals(List.of(CANDIDATE, other, CANDIDATE), ranked.stream().map(r -> r.reading().candidate()).toList());
        assertEquals(List.of(1.0, 0.25, 0.75), ranked.stream().map(r -> r.syntheticAuroc().getAsDouble()).toList());
    }

    private static Trial trial(double share, double[] normals, double... defects) {
        return new Trial(new PooledCandidate(CANDIDATE, new Pooling(share)), normals, defects);
    }

    @Test
    void ranksByHowOftenADefectOutscoresANormalImageAndKeepsTheOrderOfEqualOnes() {
        List<Ranked> ranked = ReadingChoice.rank(List.of(
            trial(0.1, new double[] {1, 2, 3, 4}, 0, 5),
            trial(0.2, new double[] {1, 2, 3, 4}, 5, 6),
            trial(0.3, new double[] {1, 2, 3, 4}, 5, 0),
            trial(0.4, new double[] {7, 7, 7, 7}, 7, 7, 8, 8)));
        assertEquals(List.of(0.2, 0.4, 0.1, 0.3), ranked.stream().map(r -> r.reading().pooling().share()).toList());
        assertEquals(List.of(1.0, 0.75, 0.5, 0.5),
            ranked.stream().map(r -> r.syntheticAuroc().getAsDouble()).toList());
    }
}

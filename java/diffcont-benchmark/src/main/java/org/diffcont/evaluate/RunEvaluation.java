package org.diffcont.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What is measured over a run, complete or so far.
 *
 * @param experiences      every experience, in order
 * @param matrix           the matrix R
 * @param last             the state after the last experience; {@code final} in JSON
 * @param forgetting       forgetting after the last experience, see {@link ResultMatrix#forgetting}
 * @param backwardTransfer backward transfer after it, see {@link ResultMatrix#backwardTransfer}
 * @param trivial          "everything is anomalous" on the last experience's images
 */
public record RunEvaluation(List<ExperienceEvaluation> experiences, ResultMatrix matrix,
                            @JsonProperty("final") Summary last, ModeValues forgetting, ModeValues backwardTransfer,
                            TrivialRow trivial) {

    /** The headline figures of one experience. */
    public record Summary(int index, ModeMetrics pooled, ModeMetrics macro, double routingAccuracy,
                          Intervals intervals) {
    }

    public RunEvaluation {
        experiences = List.copyOf(experiences);
    }

    /**
     * Computes everything that follows from the experiences.
     *
     * @param experiences at least one, in order
     */
    public static RunEvaluation of(List<ExperienceEvaluation> experiences) {
        ResultMatrix matrix = ResultMatrix.of(experiences);
        ExperienceEvaluation last = experiences.getLast();
        return new RunEvaluation(experiences, matrix,
                new Summary(last.index(), last.pooled(), last.macro(), last.routingAccuracy(), last.intervals()),
                ModeValues.of(matrix::forgetting), ModeValues.of(matrix::backwardTransfer), last.trivial());
    }
}

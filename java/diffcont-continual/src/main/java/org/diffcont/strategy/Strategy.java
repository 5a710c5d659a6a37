package org.diffcont.strategy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.diffcont.detect.FittedTail;
import org.diffcont.detect.TrainingImages;
import org.diffcont.nativecore.Losses;
import org.diffcont.nativecore.WeightAnchor;
import org.diffcont.progress.TaskContext;
import org.diffcont.replay.ReplayBuffer;

/** A way of learning one experience after another. */
public interface Strategy {
    /**
     * Learns the next experience.
     *
     * @param state       after the experience before, or {@code null} before the first; not changed and not closed
     * @param newClasses  the experience's classes, in class order
     * @return the new state and what happened on the way
     */
    Outcome learn(LearnerState state, List<TrainingImages> newClasses, TaskContext context);

    /**
     * @param losses         each training step's losses, in order
     * @param replay         the buffer that was replayed
     * @param effectiveRank  of the new classes' training embeddings; near 1 when the projector has collapsed;
     *                       empty without a network
     * @param tails          the tails fitted in this experience
     */
    record Outcome(LearnerState state, List<Losses> losses, ReplayBuffer replay, OptionalDouble effectiveRank,
            List<FittedTail> tails) {
        /** This outcome with other stored images in its state. */
        Outcome storing(List<StoredImages> stored) {
            return with(new LearnerState(state.network(), state.reader(), state.detector(), state.experiences(), stored,
                state.anchor()));
        }

        /** This outcome with another anchor in its state. */
        Outcome anchored(Optional<WeightAnchor> anchor) {
            return with(new LearnerState(state.network(), state.reader(), state.detector(), state.experiences(),
                state.stored(), anchor));
        }

        /** This outcome with its state so many experiences later. */
        Outcome after(int experiences) {
            return with(new LearnerState(state.network(), state.reader(), state.detector(),
                state.experiences() + experiences, state.stored(), state.anchor()));
        }

        private Outcome with(LearnerState other) {
            return new Outcome(other, losses, replay, effectiveRank, tails);
        }
    }
}

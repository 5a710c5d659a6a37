package org.diffcont.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides which of a class's samples are good enough to learn from (paper, section 4.7): those whose outlier
 * probability is at most the acceptance threshold, in the order they were drawn, until enough are kept. When too few
 * pass, the best of the rest fill up.
 *
 * @param acceptance  largest outlier probability that passes (paper: tau_gen = 0.5); 1 lets every sample through
 * @param wanted      images to keep (paper: K = 100)
 */
public record ReplayGate(double acceptance, int wanted) {

    /** A sample's draw index, its distance and outlier probability for its own class. */
    public record Sample(int index, double distance, double outlierProbability) {
    }

    /**
     * Indices kept, in draw order, and how many of them had been rejected.
     *
     * @param drawn  samples that had to be drawn until the last kept one; fewer than offered when enough passed early
     */
    public record Selection(List<Integer> kept, int accepted, int shortfall, int drawn) {
    }

    public boolean accepts(Sample sample) {
        return sample.outlierProbability() <= acceptance;
    }

    /** Selects from samples in draw order. */
    public Selection select(List<Sample> samples) {
        List<Integer> kept = new ArrayList<>();
        List<Sample> rejected = new ArrayList<>();
        int drawn = 0;
        for (Sample sample : samples) {
            if (kept.size() == wanted) {
                break;
            }
            drawn++;
            if (accepts(sample)) {
                kept.add(sample.index());
            } else {
                rejected.add(sample);
            }
        }
        int accepted = kept.size();
        rejected.sort(Comparator.comparingDouble(Sample::distance).thenComparingInt(Sample::index));
        for (int i = 0; i < rejected.size() && kept.size() < wanted; i++) {
            kept.add(rejected.get(i).index());
        }
        kept.sort(null);
        return new Selection(List.copyOf(kept), accepted, kept.size() - accepted, drawn);
    }
}

package org.diffcont.report;

import java.util.List;
import org.diffcont.evaluate.DataUse;
import org.diffcont.evaluate.SamePictures;

/** What a page shows of the data set that a run used. */
record DataView(DataUse data) {
    /** Pairs that a page lists; metrics.json has all. */
    private static final int LISTED = 50;

    List<SamePictures.Pair> pairs() {
        List<SamePictures.Pair> all = data.samePictures().inTraining();
        return all.subList(0, Math.min(LISTED, all.size()));
    }

    int morePairs() {
        return data.samePictures().inTraining().size() - pairs().size();
    }

    /** What two pictures share, in words. */
    static String shared(SamePictures.Pair pair) {
        return pair.same() == SamePictures.Same.FILE ? "the file" : "the pixels";
    }

    /** How many test images have masks. */
    String masks() {
        return data.withMask() + " of " + data.defective() + " defective test images";
    }
}

package org.diffcont.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures that are in a data set more than once. Two are the same when what the detector sees of them is: all samples
 * after decoding and resizing, whatever the files.
 *
 * @param inTraining      test images that are in training too, in order
 * @param leftOut         whether those have no part in the metrics
 * @param withinTraining  training images that repeat an earlier one
 * @param withinTest      test images that repeat an earlier one
 * @param bothKinds       test images that repeat one of the other kind, normal or defective
 */
public record SamePictures(List<Pair> inTraining, boolean leftOut, int withinTraining, int withinTest, int bothKinds) {
    /** A test image and the first training image that shows the same. */
    public record Pair(String test, String training, Same same) {
    }

    /** What two images share. */
    public enum Same {
        /** All bytes of their files. */
        @JsonProperty("file")
        FILE,
        /** Their pixels only. */
        @JsonProperty("pixels")
        PIXELS
    }

    public SamePictures {
        inTraining = List.copyOf(inTraining);
    }

    /** All that is worth a line. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!inTraining.isEmpty()) {
            Pair first = inTraining.getFirst();
            notes.add("test images that are in training too: %d, e.g. %s is %s (%s); %s".formatted(inTraining.size(),
                    first.test(), first.training(), first.same() == Same.FILE ? "the same file" : "the same pixels",
                    leftOut ? "they have no part in metrics"
                            : "they count; --set dataset.duplicates=leave_out leaves them out"));
        }
        if (withinTraining > 0) {
            notes.add("training images that repeat another one: " + withinTraining);
        }
        if (withinTest > 0) {
            notes.add("test images that repeat another one: " + withinTest
                    + (bothKinds > 0 ? ", " + bothKinds + " of them both as normal and as defective" : ""));
        }
        return notes;
    }
}

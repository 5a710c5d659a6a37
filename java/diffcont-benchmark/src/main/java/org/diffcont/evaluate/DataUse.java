package org.diffcont.evaluate;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run used of its data set, and what it left out.
 *
 * @param layout              how the data set's folders are arranged, in words
 * @param unreadableTraining  training images that could not be read and were left out, so far
 * @param unreadableTest      test images likewise
 * @param passedOver          files of other kinds in the image folders, by ending
 * @param defective           defective test images of all categories
 * @param withMask            how many of those have a mask
 * @param samePictures        pictures that are there more than once
 * @param notes               all of that and whatever else is missing, left out or odd, in a line each
 */
public record DataUse(String layout, int unreadableTraining, int unreadableTest, Map<String, Integer> passedOver,
        int defective, int withMask, SamePictures samePictures, List<String> notes) {
    public DataUse {
        // In the same order in every run.
        passedOver = Collections.unmodifiableMap(new TreeMap<>(passedOver));
        notes = List.copyOf(notes);
    }
}

package org.diffcont.dataset;

import java.util.List;
import java.util.Map;

/**
 * What a data set's folders hold.
 *
 * @param layout      how they are arranged, in words
 * @param passedOver  how many files in the image folders are of other kinds, by ending
 * @param notes       what is missing, left out or odd, a line each
 */
public record Dataset(String layout, List<Category> categories, Map<String, Integer> passedOver, List<String> notes) {
    public Dataset {
        categories = List.copyOf(categories);
        passedOver = Map.copyOf(passedOver);
        notes = List.copyOf(notes);
    }
}

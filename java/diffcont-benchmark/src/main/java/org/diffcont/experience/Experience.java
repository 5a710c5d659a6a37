package org.diffcont.experience;

import java.util.List;
import org.diffcont.dataset.Category;

/**
 * One step of the stream: the categories that arrive together.
 *
 * @param index position in the stream, from 0
 * @param categories the new categories, in order of their class indices
 */
public record Experience(int index, List<Category> categories) {
    public Experience {
        categories = List.copyOf(categories);
        if (index < 0 || categories.isEmpty()) {
            throw new IllegalArgumentException("experience " + index + " with " + categories.size() + " categories");
        }
    }
}

package org.diffcont.experience;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.diffcont.dataset.Category;

/**
 * The experiences of one run, in order. A class's index is its place in the order of arrival.
 */
public record ExperienceStream(List<Experience> experiences) implements Iterable<Experience> {
    public ExperienceStream {
        experiences = List.copyOf(experiences);
        for (int i = 0; i < experiences.size(); i++) {
            if (experiences.get(i).index() != i) {
                throw new IllegalArgumentException(
                        "experience " + experiences.get(i).index() + " stands at place " + i);
            }
        }
    }

    /** Cuts categories, already in order of arrival, into experiences. */
    public static ExperienceStream of(List<Category> ordered, ExperienceSplit split) {
        if (split.classCount() != ordered.size()) {
            throw new IllegalArgumentException(
                    "a split of " + split.classCount() + " classes for " + ordered.size() + " categories");
        }
        List<Experience> experiences = new ArrayList<>();
        int from = 0;
        for (int size : split.sizes()) {
            experiences.add(new Experience(experiences.size(), ordered.subList(from, from + size)));
            from += size;
        }
        return new ExperienceStream(experiences);
    }

    /** Number of experiences. */
    public int size() {
        return experiences.size();
    }

    /** All categories, in order of their class indices. */
    public List<Category> classes() {
        return experiences.stream().flatMap(experience -> experience.categories().stream()).toList();
    }

    /** The classes seen once experience {@code index} is learned, in order of their class indices. */
    public List<Category> seenClasses(int index) {
        return experiences.subList(0, index + 1).stream()
                .flatMap(experience -> experience.categories().stream()).toList();
    }

    @Override
    public Iterator<Experience> iterator() {
        return experiences.iterator();
    }
}

package org.diffcont.experience;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diffcont.dataset.Category;
import org.diffcont.config.NearestNames;
import org.diffcont.error.UserException;
import org.diffcont.image.NaturalOrder;
import org.diffcont.random.Seeds;

/** The order in which classes arrive, which is the order of their class indices. */
public sealed interface ClassOrder {
    /**
     * The categories in this order.
     *
     * @param seed  the run's
     * @throws UserException when a given list does not name each category exactly once
     */
    List<Category> arrange(List<Category> categories, long seed);

    /** By name, digits as numbers. */
    record Alphabetical() implements ClassOrder {
        @Override
        public List<Category> arrange(List<Category> categories, long seed) {
            return categories.stream().sorted(Comparator.comparing(Category::name, NaturalOrder.NAMES)).toList();
        }
    }

    /** Shuffled by the seed, whatever order the categories come in. */
    record Shuffled() implements ClassOrder {
        @Override
        public List<Category> arrange(List<Category> categories, long seed) {
            List<Category> sorted = new Alphabetical().arrange(categories, seed);
            List<Category> arranged = new ArrayList<>();
            for (int index : Seeds.permutation(sorted.size(), Seeds.generator(seed, "class.order"))) {
                arranged.add(sorted.get(index));
            }
            return List.copyOf(arranged);
        }
    }

    /**
     * As listed by name.
     *
     * @param names first to last; at least one, none twice
     */
    record Given(List<String> names) implements ClassOrder {
        public Given {
            names = List.copyOf(names);
            if (names.isEmpty() || names.contains("") || new HashSet<>(names).size() != names.size()) {
                throw new IllegalArgumentException("an order lists at least one class and none twice");
            }
        }

        @Override
        public List<Category> arrange(List<Category> categories, long seed) {
            Map<String, Category> byName = new HashMap<>();
            categories.forEach(category -> byName.put(category.name(), category));
            Set<String> used = new HashSet<>();
            List<Category> arranged = new ArrayList<>();
            for (String name : names) {
                Category category = byName.get(name);
                if (category == null) {
                    throw new UserException("class order: there is no category '" + name + "'; nearest: "
                            + String.join(", ", NearestNames.to(name, byName.keySet())));
                }
                if (!used.add(name)) {
                    throw new UserException("class order: category '" + name + "' is listed twice; list each one once");
                }
                arranged.add(category);
            }
            List<String> missing = categories.stream().map(Category::name)
                    .filter(name -> !used.contains(name)).toList();
            if (!missing.isEmpty()) {
                throw new UserException("class order: missing " + String.join(", ", missing)
                        + "; list every category once");
            }
            return List.copyOf(arranged);
        }
    }
}

package org.diffcont.grid;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.diffcont.error.ConfigurationException;
import org.diffcont.config.Settings;

/**
 * What is to be run.
 *
 * @param points in the order of the table; the others are compared with the first
 * @param runs   point by point, order by order, seed by seed
 */
public record Grid(List<GridPoint> points, List<GridRun> runs) {
    private static final int LONGEST_NAME = 80;
    private static final Set<String> OWN_OPTIONS = Set.of("seed", "experience.order");

    public Grid {
        points = List.copyOf(points);
        runs = List.copyOf(runs);
    }

    /**
     * Every combination of the axes' values.
     *
     * @param settings the configuration that has some keys, over all else
     * @param seeds    of each point; empty for the configuration's
     * @param orders   of each point, as the key experience.order takes them; empty for the configuration's
     * @throws ConfigurationException an unknown key, a value that is not allowed, keys that do not fit each other
     */
    public static Grid of(List<GridAxis> axes, Function<Map<String, String>, Settings> settings, List<Long> seeds,
            List<String> orders) {
        for (GridAxis axis : axes) {
            if (OWN_OPTIONS.contains(axis.key())) {
                throw new ConfigurationException("--key " + axis.key() + ": give " + (axis.key().equals("seed")
                    ? "--seeds" : "--orders") + " in its place, over which the table takes means");
            }
        }
        if (axes.stream().map(GridAxis::key).distinct().count() != axes.size()) {
            throw new ConfigurationException("--key names a key twice; give all its values at once, between commas");
        }
        List<Map<String, String>> combinations = List.of(Map.of());
        for (GridAxis axis : axes) {
            combinations = combinations.stream().flatMap(before -> axis.values().stream().map(value -> {
                Map<String, String> more = new LinkedHashMap<>(before);
                more.put(axis.key(), value);
                return more;
            })).toList();
        }
        List<GridPoint> points = combinations.stream().map(choices -> new GridPoint(name(choices, axes), choices,
            settings.apply(choices))).toList();
        return of(points, seeds, orders);
    }

    /** Every point with every order and seed; see {@link #of(List, Function, List, List)}. */
    public static Grid of(List<GridPoint> points, List<Long> seeds, List<String> orders) {
        if (new HashSet<>(seeds).size() != seeds.size() || new HashSet<>(orders).size() != orders.size()) {
            throw new ConfigurationException("--seeds or --orders name one twice; list different ones");
        }
        List<GridPoint> named = distinct(points);
        List<GridRun> runs = new ArrayList<>();
        for (GridPoint point : named) {
            List<String> pointOrders = orders.isEmpty()
                ? List.of(String.valueOf(point.settings().toMap().get("experience.order"))) : orders;
            for (String order : pointOrders) {
                for (long seed : seeds.isEmpty() ? List.of(point.settings().seed()) : seeds) {
                    Settings settings = point.settings().with(Map.of("seed", Long.toString(seed), "experience.order",
                        order));
                    String folder = point.name() + "_" + plain(order) + "_seed=" + seed;
                    runs.add(new GridRun(point, order, seed, folder, settings));
                }
            }
        }
        return new Grid(named, runs);
    }

    /** {@code epochs=1_tail=0.05}: the keys' last words, or whole keys where two end alike. */
    private static String name(Map<String, String> choices, List<GridAxis> axes) {
        Collection<String> lastWords = axes.stream().map(axis -> lastWord(axis.key())).collect(Collectors.toSet());
        boolean distinct = lastWords.size() == axes.size();
        return choices.isEmpty() ? "run" : choices.entrySet().stream().map(choice -> (distinct
            ? lastWord(choice.getKey()) : choice.getKey()) + "=" + plain(choice.getValue()))
            .collect(Collectors.joining("_"));
    }

    private static String lastWord(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** Text fit for a folder's name: not too long, no character that means something to a file system or a shell. */
    private static String plain(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9.=_+-]+", "-").replaceAll("^[-.]+|-$", "");
        return plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME - 9) + "-"
            + HexFormat.of().toHexDigits(Arrays.hashCode(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Points whose names stay different once they are plain; a number tells apart those that would not. */
    private static List<GridPoint> distinct(List<GridPoint> points) {
        Map<String, Integer> seen = new LinkedHashMap<>();
        return points.stream().map(point -> {
            int times = seen.merge(point.name(), 1, Integer::sum);
            return times == 1 ? point : new GridPoint(point.name() + "-" + times, point.choices(), point.settings());
        }).toList();
    }
}

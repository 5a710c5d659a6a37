package org.diffcont.dataset;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names of folders that hold normal images; upper and lower case are different names.
 *
 * @param names  at least one; the first is the one that messages recommend
 */
public record NormalFolders(List<String> names) {
    /** MVTec AD's. */
    public static final NormalFolders DEFAULT = new NormalFolders(List.of("good"));

    private static final Set<String> WORDS = Set.of("good", "ok", "okay", "oks", "normal", "normals", "nominal", "pass",
            "passed", "fine", "gut", "io", "healthy", "perfect", "intact", "nodefect", "nodefects", "defectfree",
            "nondefective", "anomalyfree", "faultless");
    /** What may stand beside such a word without changing its meaning. */
    private static final Set<String> FILLERS = Set.of("", "image", "images", "img", "imgs", "part", "parts", "sample",
            "samples", "piece", "pieces", "product", "products", "new", "old", "copy", "test", "train");

    public NormalFolders {
        names = List.copyOf(names);
    }

    public boolean contains(String name) {
        return names.contains(name);
    }

    /** Whether a name sounds as if the folder held normal images: Good, ok, normal_2, i.O., "good ". */
    public static boolean soundsNormal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (WORDS.contains(lower.replaceAll("[^a-z]", ""))) {
            return true;
        }
        String[] words = lower.split("[^a-z]+");
        boolean normal = false;
        for (String word : words) {
            boolean one = WORDS.contains(word);
            if (!one && !FILLERS.contains(word)) {
                return false;
            }
            normal |= one;
        }
        return normal;
    }

    /** What to do about a folder that sounds normal and is none of these. */
    String advice(String name) {
        String rename = "rename it to " + names.getFirst();
        String key = name.equals(name.strip()) && !name.contains(",")
                ? ", or name all folders of normal images with --set dataset.normal_folders="
                        + String.join(",", names) + "," + name : "";
        return rename + key;
    }
}

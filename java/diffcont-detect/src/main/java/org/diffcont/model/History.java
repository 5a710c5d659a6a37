package org.diffcont.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.diffcont.config.Settings;
import org.diffcont.error.ModelFormatException;
import org.diffcont.files.AtomicFiles;
import org.diffcont.files.Sha256;

/**
 * history.json of a version: the commits that led to it, oldest first, itself last. So the history outlives the
 * versions. The images' hashes are in {@code images/}, a file for each class of a commit.
 */
record History(List<Step> steps) {
    static final String FILE = "history.json";
    /** Older commits are forgotten, with their lists of hashes: a model that is recalibrated daily must not grow. */
    static final int MOST_STEPS = 1000;
    static final String IMAGES = "images";

    History {
        steps = List.copyOf(steps);
    }

    static History empty() {
        return new History(List.of());
    }

    /** The history in a version's folder; empty where it has none. The manifest is checked to fit. */
    static History read(Path version, Manifest manifest) {
        if (!manifest.lists(FILE)) {
            return empty();
        }
        manifest.check(version, FILE);
        return ModelJson.read(version.resolve(FILE), History.class, "a history");
    }

    /** SHA-256 of the images that a class was learned from. */
    static Set<String> learned(Path version, Manifest manifest, String className) {
        Set<String> hashes = new HashSet<>();
        for (Step step : read(version, manifest).steps()) {
            for (Step.ClassImages images : step.classes()) {
                if (step.action().equals(Origin.LEARN) && images.name().equals(className)) {
                    manifest.check(version, images.list());
                    hashes.addAll(lines(version.resolve(images.list())));
                }
            }
        }
        return hashes;
    }

    private static List<String> lines(Path list) {
        try {
            return Files.readAllLines(list, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw ModelFormatException.unreadable(list, e);
        }
    }

    /**
     * Writes the next version's history and lists of hashes into its folder.
     *
     * @param before    folder of the version in use; null for the first version
     * @param manifest  of {@code before}
     * @param sha256    of that manifest's file
     */
    static void write(Path folder, int version, Origin origin, Settings settings, Path before, Manifest manifest,
            String sha256) throws IOException {
        List<Step> steps = new ArrayList<>();
        if (before != null) {
            steps.addAll(read(before, manifest).steps());
            if (steps.isEmpty()) {
                steps.add(Step.unknown(version - 1));
            }
            steps.add(steps.removeLast().withManifest(sha256));
            steps = new ArrayList<>(steps.subList(Math.max(0, steps.size() + 1 - MOST_STEPS), steps.size()));
            for (Step step : steps) {
                for (Step.ClassImages images : step.classes()) {
                    manifest.check(before, images.list());
                    takeOver(before.resolve(images.list()), Manifest.inside(folder, images.list()));
                }
            }
        }
        steps.add(new Step(version, origin.action(), origin.time().toString(), origin.software(),
            writeLists(folder, version, origin.images()), origin.rolledBackTo().orElse(null), origin.note().orElse(null), changed(settings),
            null));
        ModelJson.write(folder.resolve(FILE), new History(steps));
    }

    private static void takeOver(Path list, Path copy) throws IOException {
        AtomicFiles.createFolder(copy.getParent());
        if (Files.notExists(copy)) {
            AtomicFiles.link(copy, list);
        }
    }

    private static List<Step.ClassImages> writeLists(Path folder, int version, List<Origin.UsedImages> images) {
        List<Step.ClassImages> classes = new ArrayList<>();
        for (Origin.UsedImages used : images) {
            StringBuilder lines = new StringBuilder();
            used.sha256().stream().sorted().forEach(hash -> lines.append(hash).append('\n'));
            byte[] content = lines.toString().getBytes(StandardCharsets.US_ASCII);
            String name = String.format(Locale.ROOT, "%s/%04d-%02d.sha256", IMAGES, version, classes.size());
            AtomicFiles.createFolder(folder.resolve(IMAGES));
            AtomicFiles.write(folder.resolve(name), content);
            classes.add(new Step.ClassImages(used.className(), used.sha256().size(), Sha256.of(content), name));
        }
        return classes;
    }

    private static Map<String, Object> changed(Settings settings) {
        Map<String, Object> changed = new LinkedHashMap<>();
        Settings.defaults().differences(settings).forEach(d -> changed.put(d.key(), d.theirs()));
        return changed;
    }
}

package org.diffcont.heatmap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.diffcont.detect.Decision;
import org.diffcont.files.AtomicFiles;
import org.diffcont.files.NpyFile;
import org.diffcont.files.Sha256;
import org.diffcont.image.Image;
import org.diffcont.image.Pictures;

/**
 * A folder of heat maps: for each image a picture, a JSON file of the same name that says what the picture shows, and
 * if asked for an array. One file an image and not one of all: a folder that is watched gets pictures for months, and
 * several processes may write to it.
 */
public final class HeatMapFiles {
    private static final int LONGEST_NAME = 80;
    private static final int HASH_DIGITS = 16;
    private static final int SIDE = 512;

    private final Path folder;
    private final boolean raw;

    /**
     * @param raw  whether the values are written too, as {@code .npy}
     * @throws org.diffcont.error.OutputException when the folder cannot be made
     */
    public HeatMapFiles(Path folder, boolean raw) {
        this.folder = folder;
        this.raw = raw;
        AtomicFiles.createFolder(folder);
    }

    /**
     * Writes an image's heat map: image, overlay and the scale's colours side by side.
     *
     * @param file   the image's file, for the name
     * @param image  as it was before it was resized
     * @param verdict  in one word
     * @return the picture's file
     */
    public Path write(Path file, Image image, String className, String verdict, Decision decision,
            ZMap map) {
        String name = name(file.toAbsolutePath().normalize());
        Path picture = folder.resolve(name + ".png");
        AtomicFiles.write(picture, Pictures.png(HeatMapPicture.withLegend(image, map, SIDE)));
        AtomicFiles.write(folder.resolve(name + ".json"), JsonNodeFactory.instance.objectNode()
            .put("path", file.toString()).put("class", className)
            .put("decision", verdict).put("distance", decision.distance())
            .put("threshold", decision.threshold()).put("outlier_probability", decision.outlierProbability())
            .put("largest_z", map.largest()).put("hottest_z", HeatMapPicture.HOTTEST).toPrettyString() + "\n");
        if (raw) {
            NpyFile.write(folder.resolve(name + ".npy"), map.values(), map.size(), map.size());
        }
        return picture;
    }

    /**
     * A file name for an image's path, without an ending: its last letters and digits, so that it cannot lead out of
     * the folder, and a hash of all of it, so that no other path has it. The same path always has the same name.
     */
    public static String name(Path path) {
        int count = path.getNameCount();
        String end = count == 0 ? "" : path.subpath(Math.max(0, count - 2), count).toString();
        String readable = end.replaceAll("[^A-Za-z0-9]+", "_");
        return readable.substring(Math.max(0, readable.length() - LONGEST_NAME)) + "-"
            + Sha256.of(path.toString().getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS);
    }
}

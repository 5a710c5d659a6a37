package org.diffcont.strategy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.diffcont.files.AtomicFiles;
import org.diffcont.error.ModelFormatException;
import org.diffcont.files.TensorFile;
import org.diffcont.nativecore.WeightAnchor;

/** What holds the network's weights, in a model version's folder {@code anchor/}: two files of one number a weight. */
final class AnchorFile {
    private static final String FOLDER = "anchor";
    private static final String IMPORTANCE = "importance";
    private static final String CENTER = "center";

    private AnchorFile() {
    }

    static void write(Path version, WeightAnchor anchor) {
        AtomicFiles.createFolder(version.resolve(FOLDER));
        write(version, IMPORTANCE, anchor.importance());
        write(version, CENTER, anchor.center());
    }

    private static void write(Path version, String name, float[] values) {
        new TensorFile(Map.of(name, values)).write(file(version, name));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param classes  classes of the model
     * @return empty where there is none
     */
    static Optional<WeightAnchor> read(Path version, int classes) {
        if (!Files.exists(version.resolve(FOLDER))) {
            return Optional.empty();
        }
        float[] importance = values(version, IMPORTANCE);
        float[] center = values(version, CENTER);
        if (importance.length != center.length) {
            throw new ModelFormatException(file(version, CENTER), "it has " + center.length + " values, "
                + IMPORTANCE + " " + importance.length);
        }
        return Optional.of(new WeightAnchor(importance, center, classes));
    }

    private static float[] values(Path version, String name) {
        Path file = file(version, name);
        return TensorFile.read(file).rows(file, name, 1);
    }

    private static Path file(Path version, String name) {
        return version.resolve(FOLDER).resolve(name + ".safetensors");
    }
}

package org.diffcont.strategy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.diffcont.files.AtomicFiles;
import org.diffcont.error.ModelFormatException;
import org.diffcont.files.TensorFile;

/** The images that a strategy stores, a file a class in a model version's folder {@code exemplars/}. */
final class StoredImageFiles {
    private static final String FOLDER = "exemplars";
    private static final String IMAGES = "images";
    private static final int CHANNELS = 3;

    private StoredImageFiles() {
    }

    /** Writes nothing where there are none. */
    static void write(Path version, List<StoredImages> stored, int imageSize) {
        if (stored.isEmpty()) {
            return;
        }
        AtomicFiles.createFolder(version.resolve(FOLDER));
        for (int c = 0; c < stored.size(); c++) {
            List<Integer> shape = List.of(stored.get(c).count(), CHANNELS, imageSize, imageSize);
            new TensorFile(Map.of(), Map.of(IMAGES, new TensorFile.Bytes(shape, stored.get(c).pixels())))
                .write(file(version, c));
            Path outputs = outputsFile(version, c);
            stored.get(c).outputs().ifPresent(o -> new TensorFile(Map.of("noise", o.noise(), "logits", o.logits()))
                .write(outputs));
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param classes  classes of the model; each has a file, or none has
     */
    static List<StoredImages> read(Path version, int classes, int imageSize) {
        if (!Files.exists(version.resolve(FOLDER))) {
            return List.of();
        }
        List<StoredImages> stored = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            Path file = file(version, c);
            TensorFile.Bytes tensor = TensorFile.read(file).bytes(file, IMAGES);
            List<Integer> shape = tensor.shape();
            if (shape.size() != 4 || !shape.subList(1, 4).equals(List.of(CHANNELS, imageSize, imageSize))) {
                throw new ModelFormatException(file, "its shape is " + shape + ", not images of side " + imageSize);
            }
            stored.add(new StoredImages(tensor.values(), shape.getFirst(), outputs(version, c, shape.getFirst())));
        }
        return stored;
    }

    private static Optional<StoredOutputs> outputs(Path version, int classIndex, int images) {
        Path file = outputsFile(version, classIndex);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, float[]> vectors = TensorFile.read(file).vectors();
        float[] logits = vectors.getOrDefault("logits", new float[0]);
        try {
            return Optional.of(new StoredOutputs(vectors.getOrDefault("noise", new float[0]), logits,
                images == 0 ? 1 : logits.length / images));
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file, e.getMessage(), e);
        }
    }

    private static Path outputsFile(Path version, int classIndex) {
        return version.resolve(FOLDER).resolve(String.format(Locale.ROOT, "%03d.outputs.safetensors", classIndex));
    }

    private static Path file(Path version, int classIndex) {
        return version.resolve(FOLDER).resolve(String.format(Locale.ROOT, "%03d.safetensors", classIndex));
    }
}

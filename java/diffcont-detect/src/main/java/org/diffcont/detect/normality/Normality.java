package org.diffcont.detect.normality;

import java.nio.file.Path;
import org.diffcont.detect.source.Features;

/** What is normal for one class in one source's features: a distance for each cell, or one for the image. */
public sealed interface Normality extends AutoCloseable permits WhitenedMean, NativeNormality, StoredNormality {
    /**
     * Distances, 0 or more, larger is less normal: images x {@link #locations}. An image's have the same bits whatever
     * it is mapped with.
     */
    float[] map(Features features);

    /**
     * The statistics themselves; those that lie in a file are read.
     *
     * @throws org.diffcont.error.ModelFormatException when the file is damaged
     */
    default Normality opened() {
        return this;
    }

    /** Distances for each image: its cells, or 1. */
    int locations();

    /** Writes one safetensors file. */
    void save(Path file);

    /** Bytes that {@link #save} writes. */
    long bytes();

    @Override
    void close();
}

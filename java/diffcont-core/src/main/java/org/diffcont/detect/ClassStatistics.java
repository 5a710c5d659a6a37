package org.diffcont.detect;

import java.nio.file.Path;

/** What is normal for one class, as statistics of features, and how far an image's features are from it. */
public sealed interface ClassStatistics extends AutoCloseable permits WhitenedMean, NativeStatistics {
    /** One distance for each image, 0 or more; larger is less normal. */
    double[] distances(Features features);

    /** Writes the statistics as one safetensors file. */
    void save(Path file);

    /** Bytes that {@link #save} writes. */
    long bytes();

    @Override
    void close();
}

package org.diffcont.detect.source;

import org.diffcont.nativecore.GridFeatures;

/** Features read a few images at a time and put together. */
final class GridBatches {
    private GridBatches() {
    }

    /** Reads the images from {@code from} up to {@code to}; may give more, of which the first count. */
    @FunctionalInterface
    interface Batch {
        GridFeatures read(int from, int to);
    }

    /** @param batch  images at once */
    static Features join(int count, int batch, Batch reader) {
        float[] joined = null;
        int locations = 0;
        int channels = 0;
        for (int from = 0; from < count; from += batch) {
            int to = Math.min(count, from + batch);
            GridFeatures part = reader.read(from, to);
            if (joined == null) {
                locations = part.locations();
                channels = part.channels();
                joined = new float[Math.multiplyExact(count, locations * channels)];
            }
            System.arraycopy(part.values(), 0, joined, from * locations * channels,
                (to - from) * locations * channels);
        }
        return new Features(joined, count, locations, channels);
    }
}

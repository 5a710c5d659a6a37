package org.diffcont.image;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Images of one size, in the order of the list they were asked for in.
 *
 * @param size side S, pixels
 * @param values count·3·S·S samples in [−1, 1], planar RGB image after image; not copied
 * @param paths the file of each loaded image
 * @param skipped the files left out, in list order
 */
public record LoadedImages(int size, float[] values, List<Path> paths, List<SkippedImage> skipped) {
    public LoadedImages {
        paths = List.copyOf(paths);
        skipped = List.copyOf(skipped);
        if (size < 1 || values.length != (long) paths.size() * valuesPerImage(size)) {
            throw new IllegalArgumentException(paths.size() + " images of side " + size + " do not have "
                    + values.length + " values");
        }
    }

    /** How many images were loaded. */
    public int count() {
        return paths.size();
    }

    /** A copy of the image at {@code index}. */
    public Image image(int index) {
        int length = valuesPerImage(size);
        int from = Math.multiplyExact(index, length);
        return new Image(size, size, Arrays.copyOfRange(values, from, from + length));
    }

    /** 3·S·S. */
    static int valuesPerImage(int size) {
        return Math.multiplyExact(Image.CHANNELS, Math.multiplyExact(size, size));
    }
}

package org.diffcont.image;

import java.nio.file.Path;
import java.util.List;

/**
 * Images of one size, in the order of the list they were asked for in.
 *
 * @param inputs   where each loaded image came from
 * @param extents  width and height of each loaded image before it was resized, upright
 * @param sha256   of each loaded image's file, in hexadecimal; of a picture the hash of its resized samples, as
 *                 little-endian floats; empty where hashes were not asked for
 * @param skipped  those left out, in list order
 */
public record LoadedImages(ImageBatch images, List<ImageInput> inputs, List<Extent> extents, List<String> sha256,
        List<SkippedImage> skipped) {
    /** Width and height, pixels. */
    public record Extent(int width, int height) {
    }

    public LoadedImages {
        inputs = List.copyOf(inputs);
        extents = List.copyOf(extents);
        sha256 = List.copyOf(sha256);
        skipped = List.copyOf(skipped);
        if (images.count() != inputs.size() || images.count() != extents.size()) {
            throw new IllegalArgumentException(inputs.size() + " inputs are not " + images.count() + " images");
        }
    }

    /** How many images were loaded. */
    public int count() {
        return inputs.size();
    }

    /** The loaded images' files; all must be files. */
    public List<Path> paths() {
        return inputs.stream().map(input -> ((ImageInput.File) input).path()).toList();
    }
}

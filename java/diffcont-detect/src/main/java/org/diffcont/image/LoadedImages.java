package org.diffcont.image;

import java.nio.file.Path;
import java.util.List;

/**
 * Images of one size, in the order of the list they were asked for in.
 *
 * @param paths the file of each loaded image
 * @param skipped the files left out, in list order
 */
public record LoadedImages(ImageBatch images, List<Path> paths, List<SkippedImage> skipped) {
    public LoadedImages {
        paths = List.copyOf(paths);
        skipped = List.copyOf(skipped);
        if (images.count() != paths.size()) {
            throw new IllegalArgumentException(paths.size() + " files are not " + images.count() + " images");
        }
    }

    /** How many images were loaded. */
    public int count() {
        return paths.size();
    }
}

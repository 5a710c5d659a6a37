package org.diffcont.operation;

import java.nio.file.Path;
import java.util.Optional;
import org.diffcont.detect.Decision;
import org.diffcont.heatmap.ZMap;
import org.diffcont.image.ImageInput;

/** What became of one image that was to be scored. */
public sealed interface ImageScore {
    ImageInput input();

    /** The image's path; for files alone. */
    default Path path() {
        return ((ImageInput.File) input()).path();
    }

    /**
     * A score.
     *
     * @param className  the class that decided
     * @param unknown    whether it shows none of the learned products; {@code className} is then the nearest
     * @param heatMap    where the class sees something unusual; empty where none was asked for, or the class's readings
     *     see the image as a whole
     */
    record Scored(ImageInput input, String className, boolean unknown, Decision decision, Optional<ZMap> heatMap)
            implements ImageScore {
    }

    /** Something that gives no image, with the one-line reason. */
    record Unreadable(ImageInput input, String reason) implements ImageScore {
    }
}

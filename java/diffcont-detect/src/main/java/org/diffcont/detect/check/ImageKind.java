package org.diffcont.detect.check;

import java.util.Objects;
import java.util.Optional;
import org.diffcont.image.ImageBatch;

/**
 * What kind of images a class was learned from, or moved to.
 *
 * @param check  what they are like as wholes
 * @param from   their files; null where that is not known
 */
public record ImageKind(ImageCheck check, LearnedFrom from) {
    public ImageKind {
        Objects.requireNonNull(check, "check");
    }

    /** Of a class's normal images, at least 2. */
    public static ImageKind of(ImageBatch images, Optional<LearnedFrom> from) {
        return new ImageKind(ImageCheck.fit(images), from.orElse(null));
    }
}

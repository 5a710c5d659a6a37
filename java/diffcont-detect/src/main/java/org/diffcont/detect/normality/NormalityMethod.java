package org.diffcont.detect.normality;

import java.nio.file.Path;
import org.diffcont.config.ModelPart;
import org.diffcont.config.Part;
import org.diffcont.config.Parts;
import org.diffcont.detect.source.Features;

/**
 * How normality is learned from features; a value with equality. {@code toString} is the text that a key names it by. A
 * method is a file with its form, and a line in {@link NormalityMethods}.
 */
public interface NormalityMethod extends ModelPart {
    /** The method that a key names. */
    static NormalityMethod of(Part part) {
        return (NormalityMethod) Parts.model(part);
    }

    /** Whether it compares whitened features, so that {@link #fit} and {@link #load} need a whitening. */
    default boolean needsWhitening() {
        return false;
    }

    /**
     * Those of a class's images that its model is fitted to, so that its distances compare with those of models fitted
     * to {@code images} of them: all, but where distances grow with the images that a model has.
     */
    default Features comparable(Features features, int images) {
        return features;
    }

    /**
     * Fits what is normal.
     *
     * @param features   of the class's normal images, at least 2
     * @param whitening  null where none is needed
     */
    Normality fit(Features features, Whitening whitening);

    /** Reads what {@link Normality#save} wrote. */
    Normality load(Path file, Whitening whitening);
}

package org.diffcont.detect.source;

import org.diffcont.config.Part;
import org.diffcont.config.Parts;
import org.diffcont.config.SourcePart;

/**
 * What describes an image; a value with equality. {@code toString} is the text that a key names it by. A source is a
 * file with its form, and a line in {@link Sources}, or in another module's {@link org.diffcont.config.PartProvider}.
 */
public interface FeatureSource extends SourcePart {
    /** The source that a key names. */
    static FeatureSource of(Part part) {
        return (FeatureSource) Parts.source(part);
    }

    /** Whether it reads the network that we train, and so may depend on the label fed to it. */
    default boolean readsNetwork() {
        return needs() == Needs.NETWORK;
    }

    /** Whether several threads may read at once. Neither a network nor a backbone is for several threads. */
    default boolean isThreadSafe() {
        return needs() == Needs.NOTHING || needs() == Needs.TRUNK;
    }

    /** Whether products differ by factors in it, so that the router compares logarithms. */
    default boolean differsByFactors() {
        return false;
    }

    /** Whether its space was learned on many kinds of things, so that angles in it mean the same for every product. */
    default boolean isUniversal() {
        return false;
    }

    /** Reads the images anew; {@link ImageReadings#features} remembers. */
    Features read(ImageReadings images);
}

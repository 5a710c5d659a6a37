package org.diffcont.detect.source;

import org.diffcont.config.Part;

/** What describes an image. {@code toString} is the text that a key names it by. */
public interface FeatureSource {
    /** The source that a key names. */
    static FeatureSource of(Part part) {
        return switch (part.name()) {
            case "bottleneck" -> new BottleneckSource();
            case "levels" -> new LevelsSource(part.number(0));
            case "reconstruction" -> new ReconstructionSource(part.number(0), part.number(1));
            case "torchscript" -> new BackboneSource(part.number(0));
            case "filter_bank", "dct", "pixels" -> ImageSource.of(part);
            default -> throw new IllegalArgumentException("no feature source " + part);
        };
    }

    /** Whether it reads the network that we train, and so may depend on the label fed to it. */
    boolean readsNetwork();

    /** Reads the images anew; {@link ImageReadings#features} remembers. */
    Features read(ImageReadings images);
}

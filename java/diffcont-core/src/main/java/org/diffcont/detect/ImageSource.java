package org.diffcont.detect;

import java.util.Locale;
import org.diffcont.config.Part;
import org.diffcont.nativecore.ImageFeatures;
import org.diffcont.nativecore.ImageFeatures.Exposure;
import org.diffcont.nativecore.ImageFeatures.Kind;

/** Features that need no network and no training, on a grid of {@code grid} cells a side. */
public record ImageSource(Kind kind, Exposure exposure, int grid) implements FeatureSource {
    static ImageSource of(Part part) {
        return new ImageSource(Kind.valueOf(part.name().toUpperCase(Locale.ROOT)),
            Exposure.valueOf(part.word(0).toUpperCase(Locale.ROOT)), part.number(1));
    }

    @Override
    public boolean readsNetwork() {
        return false;
    }

    @Override
    public Features read(ImageReadings images) {
        ImageFeatures features = new ImageFeatures(kind, exposure, images.size(), grid);
        return new Features(features.read(images.images(), images.count()), images.count(), features.locations(),
            features.channels());
    }

    @Override
    public String toString() {
        return (kind + ":" + exposure + ":" + grid).toLowerCase(Locale.ROOT);
    }
}

package org.diffcont.detect.source;

import java.util.Locale;
import java.util.OptionalInt;
import org.diffcont.config.Part;
import org.diffcont.nativecore.ImageFeatures.Exposure;
import org.diffcont.nativecore.ImageFeatures.Kind;
import org.diffcont.nativecore.ImageFeatures;

/**
 * Features that need no network and no training.
 *
 * @param grid  cells a side
 * @param size  side that images are brought to first, by means over blocks; empty for the images as they are
 */
public record ImageSource(Kind kind, Exposure exposure, int grid, OptionalInt size) implements FeatureSource {
    /** Images handed over at once. */
    private static final int BATCH = 16;

    static ImageSource of(Part part) {
        return new ImageSource(Kind.valueOf(part.name().toUpperCase(Locale.ROOT)),
            Exposure.valueOf(part.word(0).toUpperCase(Locale.ROOT)), part.number(1),
            part.arguments().size() > 2 ? OptionalInt.of(part.number(2)) : OptionalInt.empty());
    }

    @Override
    public boolean readsNetwork() {
        return false;
    }

    @Override
    public Features read(ImageReadings images) {
        int side = size.orElse(images.size());
        ImageFeatures features = new ImageFeatures(kind, exposure, side, grid);
        return Features.inBatches(images.smaller(side), BATCH, batch -> Features.of(features.read(batch.values(),
            batch.count()), batch.count(), features.locations(), features.channels()));
    }

    @Override
    public String toString() {
        return (kind + ":" + exposure + ":" + grid + (size.isPresent() ? ":" + size.getAsInt() : ""))
            .toLowerCase(Locale.ROOT);
    }
}

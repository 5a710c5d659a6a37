package org.diffcont.detect.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.diffcont.config.IntegerType;
import org.diffcont.config.Part;
import org.diffcont.config.PartForm;
import org.diffcont.config.Settings;
import org.diffcont.config.SettingsRules;
import org.diffcont.config.SourcePart;
import org.diffcont.config.WordType;
import org.diffcont.nativecore.ImageFeatures;
import org.diffcont.nativecore.ImageFeatures.Exposure;
import org.diffcont.nativecore.ImageFeatures.Kind;

/**
 * Features that need no network and no training.
 *
 * @param cells  a side
 * @param size   side that images are brought to first, by means over blocks; empty for the images as they are
 */
public record ImageSource(Kind kind, Exposure exposure, int cells, OptionalInt size) implements FeatureSource {
    /** One of each kind, and one with a size. */
    static final List<PartForm<SourcePart>> FORMS = forms();
    /** Images handed over at once. */
    private static final int BATCH = 16;

    private static List<PartForm<SourcePart>> forms() {
        PartForm.Argument exposure = new PartForm.Argument("EXPOSURE",
            new WordType("as_is", "mean_subtracted", "standardised"));
        PartForm.Argument size = new PartForm.Argument("SIZE", new IntegerType(8, 1024));
        List<PartForm<SourcePart>> forms = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            String name = kind.name().toLowerCase(Locale.ROOT);
            forms.add(new PartForm<>(name, List.of(exposure, PartForm.GRID), ImageSource::of));
            forms.add(new PartForm<>(name, List.of(exposure, PartForm.GRID, size), ImageSource::of));
        }
        return List.copyOf(forms);
    }

    private static ImageSource of(Part part) {
        return new ImageSource(Kind.valueOf(part.name().toUpperCase(Locale.ROOT)),
            Exposure.valueOf(part.word(0).toUpperCase(Locale.ROOT)), part.number(1),
            part.arguments().size() > 2 ? OptionalInt.of(part.number(2)) : OptionalInt.empty());
    }

    @Override
    public Needs needs() {
        return Needs.NOTHING;
    }

    @Override
    public void check(String key, Settings settings) {
        int imageSize = settings.data().imageSize();
        int side = size.orElse(imageSize);
        SettingsRules.require(imageSize % side == 0, "%s has %s, but its size %d does not divide data.image_size = %d, "
            + "of which it is the means over blocks", key, this, side, imageSize);
        SettingsRules.require(side % cells == 0, "%s has %s, but %d cells a side do not divide the image of side %d",
            key, this, cells, side);
        int cell = side / cells;
        SettingsRules.require(kind != Kind.FILTER_BANK || cell % 2 == 0 && side > 12,
            "%s has %s, but in an image of side %d a cell has %d pixels a side; filter_bank needs an even number, and "
                + "images of more than 12", key, this, side, cell);
        SettingsRules.require(kind != Kind.DCT || cell >= 2 && cell <= 16,
            "%s has %s, but in an image of side %d a cell has %d pixels a side; dct needs 2 to 16", key, this, side,
            cell);
    }

    @Override
    public boolean differsByFactors() {
        return true;
    }

    @Override
    public Features read(ImageReadings images) {
        int side = size.orElse(images.size());
        ImageFeatures features = new ImageFeatures(kind, exposure, side, cells);
        return Features.inBatches(images.smaller(side), BATCH, batch -> Features.of(features.read(batch.values(),
            batch.count()), batch.count(), features.locations(), features.channels()));
    }

    @Override
    public String toString() {
        return (kind + ":" + exposure + ":" + cells + (size.isPresent() ? ":" + size.getAsInt() : ""))
            .toLowerCase(Locale.ROOT);
    }
}

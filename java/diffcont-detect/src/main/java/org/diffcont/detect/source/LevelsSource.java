package org.diffcont.detect.source;

import java.util.List;
import org.diffcont.config.PartForm;
import org.diffcont.config.Settings;
import org.diffcont.config.SourcePart;

/** The activations of all the network's levels, on one grid of {@code cells} cells a side. */
public record LevelsSource(int cells) implements FeatureSource {
    static final PartForm<SourcePart> FORM = new PartForm<>("levels", List.of(PartForm.GRID),
        part -> new LevelsSource(part.number(0)));

    @Override
    public Needs needs() {
        return Needs.NETWORK;
    }

    @Override
    public void check(String key, Settings settings) {
        NetworkCells.check(this, settings);
    }

    @Override
    public Features read(ImageReadings images) {
        return images.levels(cells);
    }

    @Override
    public String toString() {
        return "levels:" + cells;
    }
}

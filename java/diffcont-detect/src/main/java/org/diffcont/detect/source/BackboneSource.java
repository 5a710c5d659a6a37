package org.diffcont.detect.source;

import java.util.List;
import org.diffcont.config.PartForm;
import org.diffcont.config.Settings;
import org.diffcont.config.SettingsRules;
import org.diffcont.config.SourcePart;

/** The outputs of the user's own backbone ({@code backbone.*}), on one grid of {@code cells} cells a side. */
public record BackboneSource(int cells) implements FeatureSource {
    static final PartForm<SourcePart> FORM = new PartForm<>("torchscript", List.of(PartForm.GRID),
        part -> new BackboneSource(part.number(0)));

    @Override
    public Needs needs() {
        return Needs.BACKBONE;
    }

    @Override
    public void check(String key, Settings settings) {
        SettingsRules.require(!settings.backbone().file().isEmpty(),
            "%s reads a network of your own, but backbone.file names none; set it to a TorchScript file", this);
    }

    @Override
    public Features read(ImageReadings images) {
        return images.backbone(cells);
    }

    @Override
    public String toString() {
        return "torchscript:" + cells;
    }
}

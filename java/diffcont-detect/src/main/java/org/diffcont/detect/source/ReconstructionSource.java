package org.diffcont.detect.source;

import java.util.List;
import org.diffcont.config.IntegerType;
import org.diffcont.config.PartForm;
import org.diffcont.config.Settings;
import org.diffcont.config.SettingsRules;
import org.diffcont.config.SourcePart;

/**
 * How far the network's estimate of the clean image is from the image, on a grid of {@code cells} cells a side: the mean
 * absolute error of each colour and the mean squared error. The image is noised to {@code timestep} with the noise that
 * all images have in common.
 */
public record ReconstructionSource(int cells, int timestep) implements FeatureSource {
    static final PartForm<SourcePart> FORM = new PartForm<>("reconstruction", List.of(PartForm.GRID,
        new PartForm.Argument("TIMESTEP", new IntegerType(0, 99_999))),
        part -> new ReconstructionSource(part.number(0), part.number(1)));

    @Override
    public Needs needs() {
        return Needs.NETWORK;
    }

    @Override
    public void check(String key, Settings settings) {
        NetworkCells.check(this, settings);
        SettingsRules.require(timestep < settings.diffusion().timesteps(),
            "%s has a timestep that is not below diffusion.timesteps = %d", this, settings.diffusion().timesteps());
    }

    @Override
    public Features read(ImageReadings images) {
        return images.reconstruction(cells, timestep);
    }

    @Override
    public String toString() {
        return "reconstruction:" + cells + ":" + timestep;
    }
}

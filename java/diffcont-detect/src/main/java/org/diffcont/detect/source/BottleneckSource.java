package org.diffcont.detect.source;

import java.util.List;
import org.diffcont.config.PartForm;
import org.diffcont.config.Settings;
import org.diffcont.config.SourcePart;

/** The network's projected bottleneck (paper: z): one location an image. */
public record BottleneckSource() implements FeatureSource {
    static final PartForm<SourcePart> FORM = new PartForm<>("bottleneck", List.of(), _ -> new BottleneckSource());

    @Override
    public Needs needs() {
        return Needs.NETWORK;
    }

    @Override
    public int cells() {
        return 1;
    }

    @Override
    public void check(String key, Settings settings) {
        NetworkCells.check(this, settings);
    }

    @Override
    public Features read(ImageReadings images) {
        return images.embed();
    }

    @Override
    public String toString() {
        return "bottleneck";
    }
}

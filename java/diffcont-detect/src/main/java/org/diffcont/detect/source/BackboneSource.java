package org.diffcont.detect.source;

/** The outputs of the user's own backbone ({@code backbone.*}), on one grid of {@code grid} cells a side. */
public record BackboneSource(int grid) implements FeatureSource {
    @Override
    public boolean readsNetwork() {
        return false;
    }

    @Override
    public Features read(ImageReadings images) {
        return images.backbone(grid);
    }

    @Override
    public String toString() {
        return "torchscript:" + grid;
    }
}

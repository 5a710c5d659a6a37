package org.diffcont.detect.source;

/** The activations of all the network's levels, on one grid of {@code grid} cells a side. */
public record LevelsSource(int grid) implements FeatureSource {
    @Override
    public boolean readsNetwork() {
        return true;
    }

    @Override
    public Features read(ImageReadings images) {
        return images.levels(grid);
    }

    @Override
    public String toString() {
        return "levels:" + grid;
    }
}

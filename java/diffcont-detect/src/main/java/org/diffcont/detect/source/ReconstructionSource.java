package org.diffcont.detect.source;

/**
 * How far the network's estimate of the clean image is from the image, on a grid of {@code grid} cells a side: the mean
 * absolute error of each colour and the mean squared error. The image is noised to {@code timestep} with the noise that
 * all images have in common.
 */
public record ReconstructionSource(int grid, int timestep) implements FeatureSource {
    @Override
    public boolean readsNetwork() {
        return true;
    }

    @Override
    public Features read(ImageReadings images) {
        return images.reconstruction(grid, timestep);
    }

    @Override
    public String toString() {
        return "reconstruction:" + grid + ":" + timestep;
    }
}

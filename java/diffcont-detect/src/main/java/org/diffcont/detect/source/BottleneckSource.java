package org.diffcont.detect.source;

/** The network's projected bottleneck (paper: z): one location an image. */
public record BottleneckSource() implements FeatureSource {
    @Override
    public boolean readsNetwork() {
        return true;
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

package org.diffcont.detect;

import org.diffcont.detect.route.RoutingDescriptor;
import org.diffcont.detect.source.Features;
import org.diffcont.detect.source.ImageReadings;

/** Images to be scored, and what is read from them: what they are routed by, and their distances to classes. */
public interface ReadImages {
    int count();

    /** What the images are routed by: one descriptor an image. */
    Features descriptors();

    /**
     * Distances to a class.
     *
     * @param images  indices of the images that are asked for
     * @return one distance for each of them
     */
    double[] distances(ClassDetector detector, int[] images);

    /** Images that are there, read anew. */
    static ReadImages of(ImageReadings images, RoutingDescriptor descriptor) {
        return new ReadImages() {
            @Override
            public int count() {
                return images.count();
            }

            @Override
            public Features descriptors() {
                return descriptor.of(images);
            }

            @Override
            public double[] distances(ClassDetector detector, int[] indices) {
                return detector.statistics().distances(images.select(indices).forClass(detector.classIndex()));
            }
        };
    }
}

package org.diffcont.detect.choice;

import org.diffcont.image.ImageBatch;

/** Makes defective versions of normal images. */
@FunctionalInterface
public interface DefectSource {
    /**
     * A defective copy of one image.
     *
     * @param images  normal images of one class
     * @param index   which of them gets the defect
     * @return the same for the same arguments
     */
    float[] defective(ImageBatch images, int index, long seed);
}

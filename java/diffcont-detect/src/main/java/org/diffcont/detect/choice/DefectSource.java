package org.diffcont.detect.choice;

/** Makes defective versions of normal images. */
@FunctionalInterface
public interface DefectSource {
    /**
     * A defective copy of one image.
     *
     * @param images  count x 3 x size x size normal images of one class, in [-1, 1]; not changed
     * @param index   which of them gets the defect
     * @return 3 x size x size, in [-1, 1]; the same for the same arguments
     */
    float[] defective(float[] images, int count, int size, int index, long seed);
}

package org.diffcont.synthetic;

/** Told after each finished image, by one thread at a time. */
@FunctionalInterface
public interface SynthesisProgress {
    /**
     * @param category of the image just written
     * @param done     images written so far, masks not counted
     * @param total    images to write in all
     */
    void written(String category, int done, int total);
}

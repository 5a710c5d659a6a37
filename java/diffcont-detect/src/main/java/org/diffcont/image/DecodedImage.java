package org.diffcont.image;

/**
 * An image as it was read.
 *
 * @param bits   of its samples
 * @param taken  bits that they were taken as
 * @param pages  in its file
 */
record DecodedImage(Image image, SampleBits bits, int taken, int pages) {
    ImageFacts facts() {
        return new ImageFacts(image.width(), image.height(), bits.stored(), bits.used(), pages, taken);
    }
}

package org.diffcont.synthetic;

import org.diffcont.image.Image;
import org.diffcont.synthetic.product.Products;

/** Single pictures of the made-up products, without a data set on disk. */
public final class Photographs {
    private Photographs() {
    }

    /** How many products there are. */
    public static int products() {
        return Products.ALL.size();
    }

    /**
     * A good specimen. The same bits on every machine.
     *
     * @param product  number of the product, from 0
     * @param size     width and height S, pixels
     * @return 3 x S x S samples in [-1, 1], planar RGB
     */
    public static float[] good(int product, int size, long seed) {
        int[] pixels = Specimen.good(Products.ALL.get(product), size, seed).pixels();
        float[] samples = new float[Image.CHANNELS * pixels.length];
        for (int c = 0; c < Image.CHANNELS; c++) {
            for (int i = 0; i < pixels.length; i++) {
                samples[c * pixels.length + i] = (pixels[i] >> 8 * (Image.CHANNELS - 1 - c) & 255) / 127.5f - 1;
            }
        }
        return samples;
    }
}

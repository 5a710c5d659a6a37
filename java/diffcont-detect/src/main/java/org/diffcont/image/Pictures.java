package org.diffcont.image;

import java.awt.image.BufferedImage;

/** Images as pictures that Java can draw on and write. */
public final class Pictures {
    private Pictures() {
    }

    /** The image in 8 bits a channel. */
    public static BufferedImage of(Image image) {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                picture.setRGB(x, y, level(image.at(0, y, x)) << 16 | level(image.at(1, y, x)) << 8
                    | level(image.at(2, y, x)));
            }
        }
        return picture;
    }

    /** A sample in [-1, 1], or the nearest value there, as a level from 0 to 255. */
    public static int level(float value) {
        return Math.round((Math.clamp(value, -1f, 1f) + 1) / 2 * 255);
    }
}

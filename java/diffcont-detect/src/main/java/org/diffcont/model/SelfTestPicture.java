package org.diffcont.model;

import java.util.random.RandomGenerator;
import org.diffcont.random.Seeds;

/**
 * Made-up pictures for the self-test: some soft random waves, and a little noise. They show no product, and are drawn
 * from whole numbers and exact operations alone, so that every machine draws the same bits. They never change.
 */
final class SelfTestPicture {
    private static final int CHANNELS = 3;
    private static final int WAVES = 6;

    private SelfTestPicture() {
    }

    /** @return 3 x size x size, in [-1, 1] */
    static float[] of(int number, int size) {
        RandomGenerator random = Seeds.generator(0, "self-test picture", number);
        float[] image = new float[CHANNELS * size * size];
        for (int wave = 0; wave < WAVES; wave++) {
            // Cycles over the picture, a phase, and a strength for each channel.
            int across = random.nextInt(1, 12);
            int down = random.nextInt(1, 12);
            double phase = random.nextDouble();
            for (int c = 0; c < CHANNELS; c++) {
                double strength = random.nextDouble() / WAVES;
                for (int y = 0; y < size; y++) {
                    for (int x = 0; x < size; x++) {
                        double at = phase + (double) (across * x + down * y) / size;
                        image[(c * size + y) * size + x] += (float) (strength * triangle(at - Math.floor(at)));
                    }
                }
            }
        }
        for (int i = 0; i < image.length; i++) {
            image[i] = Math.clamp(image[i] + (random.nextFloat() - 0.5f) / 16, -1f, 1f);
        }
        return image;
    }

    /** A wave of straight lines from -1 to 1 and back, for a share of its length in [0, 1). */
    private static double triangle(double share) {
        return 1 - 4 * Math.abs(share - 0.5);
    }
}

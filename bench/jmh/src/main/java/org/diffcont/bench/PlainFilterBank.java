package org.diffcont.bench;

/**
 * The mean energies of the filter bank (channels 0 to 11) by the loops one would write from its definition in
 * {@code diffcont/image_features.h}: every output a sum over the whole kernel.
 */
final class PlainFilterBank {

    private static final int[] SIGMAS = {1, 2, 4};
    private static final int ORIENTATIONS = 4;
    static final int CHANNELS = SIGMAS.length * ORIENTATIONS;

    private final int side;
    private final int grid;
    private final float[][] even = new float[CHANNELS][];
    private final float[][] odd = new float[CHANNELS][];

    PlainFilterBank(int side, int grid) {
        this.side = side;
        this.grid = grid;
        for (int filter = 0; filter < CHANNELS; filter++) {
            int sigma = SIGMAS[filter / ORIENTATIONS];
            double angle = Math.toRadians(45.0 * (filter % ORIENTATIONS));
            even[filter] = kernel(sigma, angle, true);
            odd[filter] = kernel(sigma, angle, false);
        }
    }

    /** @return images x grid·grid cells x 12 */
    float[] meanEnergies(float[] batch, int images) {
        float[] energies = new float[images * grid * grid * CHANNELS];
        float[] luminance = new float[side * side];
        for (int image = 0; image < images; image++) {
            luminance(batch, image * 3 * side * side, luminance);
            for (int filter = 0; filter < CHANNELS; filter++) {
                addEnergies(luminance, filter, energies, image * grid * grid * CHANNELS + filter);
            }
        }
        return energies;
    }

    private void addEnergies(float[] luminance, int filter, float[] energies, int first) {
        int radius = 3 * SIGMAS[filter / ORIENTATIONS];
        int stride = filter < ORIENTATIONS ? 1 : 2;
        int cell = side / grid;
        float share = (float) (stride * stride) / (cell * cell);
        for (int y = 0; y < side; y += stride) {
            for (int x = 0; x < side; x += stride) {
                float sumEven = 0;
                float sumOdd = 0;
                int tap = 0;
                for (int dy = -radius; dy <= radius; dy++) {
                    int row = reflected(y + dy) * side;
                    for (int dx = -radius; dx <= radius; dx++, tap++) {
                        float value = luminance[row + reflected(x + dx)];
                        sumEven += even[filter][tap] * value;
                        sumOdd += odd[filter][tap] * value;
                    }
                }
                double energy = Math.sqrt(sumEven * sumEven + sumOdd * sumOdd);
                energies[first + (y / cell * grid + x / cell) * CHANNELS] += share * (float) energy;
            }
        }
    }

    private int reflected(int place) {
        int inside = Math.abs(place);
        return inside < side ? inside : 2 * (side - 1) - inside;
    }

    private void luminance(float[] batch, int first, float[] luminance) {
        int plane = side * side;
        for (int i = 0; i < plane; i++) {
            luminance[i] = 0.299f * batch[first + i] + 0.587f * batch[first + plane + i]
                    + 0.114f * batch[first + 2 * plane + i];
        }
    }

    private static float[] kernel(int sigma, double angle, boolean even) {
        int radius = 3 * sigma;
        int width = 2 * radius + 1;
        double[] values = new double[width * width];
        double mean = 0;
        for (int i = 0; i < values.length; i++) {
            double x = i % width - radius;
            double y = i / width - radius;
            double u = (x * Math.cos(angle) + y * Math.sin(angle)) / sigma;
            double v = (-x * Math.sin(angle) + y * Math.cos(angle)) / (1.5 * sigma);
            double g = Math.exp(-u * u / 2 - v * v / 2);
            values[i] = even ? (u * u - 1) * g : -u * g;
            mean += values[i] / values.length;
        }
        double absolute = 0;
        for (double value : values) {
            absolute += Math.abs(value - mean);
        }
        float[] taps = new float[values.length];
        for (int i = 0; i < taps.length; i++) {
            taps[i] = (float) ((values[i] - mean) / absolute);
        }
        return taps;
    }
}

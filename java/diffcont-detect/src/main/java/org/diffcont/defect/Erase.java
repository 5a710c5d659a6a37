package org.diffcont.defect;

import org.diffcont.random.Draw;

/** A region replaced by what its outside diffuses into it (Laplace's equation, successive over-relaxation). */
final class Erase {
    private static final int SWEEPS = 40;
    private static final float OVER_RELAXATION = 1.8f;

    private Erase() {
    }

    static void paint(Canvas canvas, Draw draw, float extent) {
        float[] place = canvas.place(draw);
        float stretch = Scale.logUniform(draw, .6f, 1.7f);
        Footprint hole = draw.below(2) == 0 ? Footprint.blob(draw, .5f * extent, .3f, 0f)
                : Footprint.box(.5f * extent * stretch, .5f * extent / stretch, draw.angle(), 1f);
        Hole pixels = new Hole(canvas.size);
        canvas.over(place[0], place[1], hole, (i, dx, dy, cover) -> pixels.add(i));
        float[] red = pixels.filled(canvas, 0);
        float[] green = pixels.filled(canvas, 1);
        float[] blue = pixels.filled(canvas, 2);
        canvas.over(place[0], place[1], hole, (i, dx, dy, cover) -> canvas.lay(i, cover, red[i], green[i], blue[i]));
    }

    /** The pixels to fill, row by row. */
    private static final class Hole {
        private final int size;
        private final int[] pixels;
        private final boolean[] inside;
        private int count;

        Hole(int size) {
            this.size = size;
            pixels = new int[size * size];
            inside = new boolean[size * size];
        }

        void add(int pixel) {
            pixels[count++] = pixel;
            inside[pixel] = true;
        }

        /** One whole plane, changed in the hole alone. */
        float[] filled(Canvas canvas, int channel) {
            float[] plane = new float[size * size];
            for (int i = 0; i < plane.length; i++) {
                plane[i] = canvas.value(channel, i);
            }
            float start = rim(plane);
            for (int k = 0; k < count; k++) {
                plane[pixels[k]] = start;
            }
            for (int sweep = 0; sweep < SWEEPS; sweep++) {
                for (int k = 0; k < count; k++) {
                    int i = pixels[k];
                    plane[i] += OVER_RELAXATION * (around(plane, i) - plane[i]);
                }
            }
            return plane;
        }

        /** The mean of the pixels outside that touch the hole; 0 where it fills the image. */
        private float rim(float[] plane) {
            double sum = 0;
            int touching = 0;
            for (int k = 0; k < count; k++) {
                for (int side = 0; side < 4; side++) {
                    int next = neighbour(pixels[k], side);
                    if (!inside[next]) {
                        sum += plane[next];
                        touching++;
                    }
                }
            }
            return touching == 0 ? 0f : (float) (sum / touching);
        }

        private float around(float[] plane, int i) {
            return .25f * (plane[neighbour(i, 0)] + plane[neighbour(i, 1)] + plane[neighbour(i, 2)]
                    + plane[neighbour(i, 3)]);
        }

        /** The pixel to the left, right, top or bottom; beyond the border the pixel itself. */
        private int neighbour(int i, int side) {
            return switch (side) {
                case 0 -> i % size == 0 ? i : i - 1;
                case 1 -> i % size == size - 1 ? i : i + 1;
                case 2 -> i < size ? i : i - size;
                default -> i + size >= size * size ? i : i + size;
            };
        }
    }
}

package org.diffcont.synthetic;

import org.diffcont.random.Draw;
import org.diffcont.synthetic.product.Flaw;
import org.diffcont.synthetic.product.Product;
import org.diffcont.synthetic.surface.Camera;
import org.diffcont.synthetic.surface.Lighting;
import org.diffcont.synthetic.surface.Studio;
import org.diffcont.synthetic.surface.Wear;

/**
 * One photographed specimen.
 *
 * @param imageSize width and height in pixels
 * @param pixels    0xRRGGBB, row-major
 * @param mask      true where the defect visibly changed the picture; all false for a good specimen
 */
record Specimen(int imageSize, int[] pixels, boolean[] mask) {
    /** Pictures are computed on at least this grid and binned down, which smooths every edge. */
    private static final int FINE = 256;
    private static final int ATTEMPTS = 40;
    private static final float SMALLEST_SHARE = 0.0006f;
    private static final float LARGEST_SHARE = 0.10f;
    private static final float FAINTEST = 8f;

    /** A good specimen; a pure function of its arguments. */
    static Specimen good(Product product, int imageSize, long seed) {
        return new Specimen(imageSize, photograph(product, imageSize, seed, Flaw.none()),
                new boolean[imageSize * imageSize]);
    }

    /**
     * The specimen of {@link #good} with a defect: outside the mask, widened by {@link FlawMask#MARGIN} pixels, the
     * two pictures are equal. Flaws that came out too faint, too small or too large are drawn again.
     */
    static Specimen defective(Product product, String defect, int imageSize, long seed) {
        int[] clean = photograph(product, imageSize, seed, Flaw.none());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Flaw flaw = Flaw.of(defect, new Draw(Draw.mix(seed, 4 + attempt)));
            int[] flawed = photograph(product, imageSize, seed, flaw);
            FlawMask mask = FlawMask.between(clean, flawed, imageSize);
            boolean visible = mask.share() >= SMALLEST_SHARE && mask.contrast() >= FAINTEST;
            if (visible && mask.share() <= LARGEST_SHARE) {
                return new Specimen(imageSize, mask.merged(clean, flawed), mask.inside());
            }
        }
        throw new IllegalStateException("no visible " + defect + " on " + product.name() + " with seed " + seed
                + " in " + ATTEMPTS + " attempts");
    }

    private static int[] photograph(Product product, int imageSize, long seed, Flaw flaw) {
        int factor = Math.max(1, FINE / imageSize);
        Draw shot = new Draw(Draw.mix(seed, 2));
        Lighting lamp = product.lighting().moved(shot.around(0f, 0.07f), shot.around(0f, 0.07f));
        Camera camera = new Camera(shot);
        var surface = product.render(imageSize * factor, new Draw(Draw.mix(seed, 1)), flaw);
        Wear.mark(surface, new Draw(Draw.mix(seed, 3)));
        return camera.shoot(Studio.light(surface, lamp), imageSize, factor);
    }
}

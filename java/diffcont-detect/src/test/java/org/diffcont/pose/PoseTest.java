package org.diffcont.pose;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.diffcont.image.ImageBatch;
import org.junit.jupiter.api.Test;

class PoseTest {
    private static final int SIZE = 64;
    private static final int COUNT = 20;

    /** A wedge, 30 long, thick at one end, on a noisy grey ground, its middle and direction as given. */
    private static void drawWedge(float[] image, double x, double y, double angle, Random random) {
        int pixels = SIZE * SIZE;
        for (int i = 0; i < pixels; i++) {
            double right = i % SIZE + 0.5 - x;
            double down = i / SIZE + 0.5 - y;
            double along = right * Math.cos(angle) + down * Math.sin(angle);
            double across = -right * Math.sin(angle) + down * Math.cos(angle);
            boolean inside = along > -12 && along < 18 && Math.abs(across) < 6 * (18 - along) / 30;
            for (int c = 0; c < 3; c++) {
                image[c * pixels + i] = (inside ? 0.8f - 0.2f * c : -0.2f)
                    + 0.02f * (float) random.nextGaussian();
            }
        }
    }

    private static ImageBatch wedges(boolean turned, boolean moved) {
        Random random = new Random(3);
        float[][] images = new float[COUNT][3 * SIZE * SIZE];
        for (float[] image : images) {
            drawWedge(image, 32 + (moved ? 6 * random.nextGaussian() : 0),
                32 + (moved ? 4 * random.nextDouble() : 0), turned ? 2 * Math.PI * random.nextDouble() : 0.3, random);
        }
        return new ImageBatch(images, SIZE);
    }

    @Test
    void findsWhereTheProductIsAndWhereItsThinEndPoints() {
        Random random = new Random(1);
        for (double angle : new double[] {-2.5, -1, 0, 0.7, 2, 3}) {
            float[] image = new float[3 * SIZE * SIZE];
            drawWedge(image, 30, 35, angle, random);
            Foreground product = Foreground.find(image, SIZE, Segmentation.OTSU).orElseThrow();
            // The centroid of the wedge, a triangle from -12 to 18, is a third of the way from its thick end.
            assertEquals(30 - 2 * Math.cos(angle), product.centreX() * SIZE, 0.5);
            assertEquals(35 - 2 * Math.sin(angle), product.centreY() * SIZE, 0.5);
            assertTrue(Math.cos(product.angle() - angle) > 0.995);
            assertEquals(0.5 * 30 * 12, product.area() * SIZE * SIZE, 25.0);
            assertEquals(1, product.whole());
            assertEquals(0, product.border());
            // A triangle of length 30 and width 12: variances 30 * 30 / 18 and 12 * 12 / 24.
            assertEquals(Math.sqrt(50.0 / 6), product.elongation(), 0.25);
        }
    }

    @Test
    void fillsHolesAndLeavesSmallThingsOut() {
        float[] image = new float[3 * SIZE * SIZE];
        for (int i = 0; i < SIZE * SIZE; i++) {
            double radius = Math.hypot(i % SIZE - 31.5, i / SIZE - 31.5);
            boolean speck = i % SIZE > 5 && i % SIZE < 8 && i / SIZE > 5 && i / SIZE < 9;
            image[i] = radius > 10 && radius < 15 || speck ? 1 : 0;
        }
        Foreground ring = Foreground.find(image, SIZE, Segmentation.OTSU).orElseThrow();
        assertEquals(Math.PI * 15 * 15, ring.area() * SIZE * SIZE, 60.0);
        assertTrue(ring.whole() > 0.97 && ring.whole() < 0.995);
        assertEquals(1, ring.elongation(), 0.05);
    }

    @Test
    void aFlatImageHasNoProductAndIsLeftAsItIs() {
        float[] flat = new float[3 * SIZE * SIZE];
        for (Segmentation segmentation : Segmentation.values()) {
            assertEquals(Optional.empty(), Foreground.find(flat, SIZE, segmentation));
            assertArrayEquals(flat, new Pose(segmentation, true).apply(flat, SIZE));
        }
    }

    @Test
    void partsLikeTheBackgroundAreTheProductsToTheBorderRule() {
        // A bright disc with a half that is only a little brighter than its ground: Otsu's limit cuts it off.
        float[] image = new float[3 * SIZE * SIZE];
        Random random = new Random(2);
        for (int i = 0; i < image.length; i++) {
            int x = i % (SIZE * SIZE) % SIZE;
            int y = i % (SIZE * SIZE) / SIZE;
            boolean inside = Math.hypot(x - 31.5, y - 31.5) < 20;
            image[i] = (inside ? x < 32 ? 1 : -0.5f : -0.8f) + 0.02f * (float) random.nextGaussian();
        }
        double disc = Math.PI * 20 * 20 / (SIZE * SIZE);
        assertEquals(disc / 2, Foreground.find(image, SIZE, Segmentation.OTSU).orElseThrow().area(), 0.02);
        assertEquals(disc, Foreground.find(image, SIZE, Segmentation.BORDER).orElseThrow().area(), 0.05);
    }

    @Test
    void turnedProductsAreBroughtToOnePose() {
        ImageBatch images = wedges(true, true);
        Pose pose = PoseFitting.fit(images).orElseThrow();
        assertTrue(pose.turns());
        for (float[] image : images.images()) {
            Foreground product = Foreground.find(pose.apply(image, SIZE), SIZE, Segmentation.OTSU).orElseThrow();
            assertEquals(0.5, product.centreX(), 0.01);
            assertEquals(0.5, product.centreY(), 0.01);
            assertTrue(Math.cos(product.angle()) > 0.995);
        }
    }

    @Test
    void mapsOfPosedImagesAreBroughtBackToTheImages() {
        ImageBatch images = wedges(true, true);
        Pose pose = new Pose(Segmentation.OTSU, true);
        int pixels = SIZE * SIZE;
        int unlike = 0;
        for (float[] image : images.images()) {
            // Its red plane stands for a map.
            float[] restored = pose.restore(Arrays.copyOf(pose.apply(image, SIZE), pixels), image, SIZE);
            for (int k = 0; k < pixels; k++) {
                unlike += Math.abs(restored[k] - image[k]) > 0.4 ? 1 : 0;
            }
        }
        // Sampled twice, only pixels at the wedges' outlines differ; a wedge left turned would differ by half its area.
        assertTrue(unlike < 0.01 * COUNT * pixels, unlike + " pixels");
    }

    @Test
    void movedProductsAreMovedButNotTurned() {
        assertFalse(PoseFitting.fit(wedges(false, true)).orElseThrow().turns());
    }

    @Test
    void productsThatLieStillAreLeftAlone() {
        assertEquals(Optional.empty(), PoseFitting.fit(wedges(false, false)));
    }

    @Test
    void imagesWithoutAProductAreLeftAlone() {
        Random random = new Random(5);
        float[] noise = new float[COUNT * 3 * SIZE * SIZE];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) Math.clamp(0.3 * random.nextGaussian(), -1, 1);
        }
        assertEquals(Optional.empty(), PoseFitting.fit(ImageBatch.of(noise, COUNT, SIZE)));
    }
}

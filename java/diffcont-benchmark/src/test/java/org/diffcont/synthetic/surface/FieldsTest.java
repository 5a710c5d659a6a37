package org.diffcont.synthetic.surface;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.diffcont.drawing.Shape;
import org.diffcont.drawing.Trig;
import org.diffcont.drawing.ValueNoise;
import org.diffcont.image.BoxBlur;
import org.diffcont.random.Draw;
import org.junit.jupiter.api.Test;

/** The arithmetic below the pictures: trigonometry, noise, outlines, blur. */
class FieldsTest {
    @Test
    void trigonometryIsCloseToTheJdks() {
        for (float a = -20f; a < 20f; a += 0.013f) {
            assertEquals(Math.sin(a), Trig.sin(a), 0.002);
            assertEquals(Math.cos(a), Trig.cos(a), 0.002);
            float x = 3f * (float) Math.cos(a);
            float y = 3f * (float) Math.sin(a);
            assertEquals(Math.atan2(y, x), Trig.atan2(y, x), 0.001);
        }
        assertEquals(0f, Trig.atan2(0f, 0f));
    }

    @Test
    void noiseIsSmoothBoundedAndCentred() {
        double sum = 0;
        float steepest = 0f;
        int n = 0;
        for (float y = -8.3f; y < 8f; y += 0.37f) {
            for (float x = -8.1f; x < 8f; x += 0.01f) {
                float v = ValueNoise.gradient(x, y, 5);
                assertTrue(Math.abs(v) <= 1.5f, "value " + v);
                steepest = Math.max(steepest, Math.abs(v - ValueNoise.gradient(x + 0.01f, y, 5)));
                sum += v;
                n++;
            }
        }
        assertEquals(0.0, sum / n, 0.08);
        assertTrue(steepest < 0.06f, "step " + steepest);
    }

    @Test
    void cellsGiveTheNearestTwoDistancesInOrder() {
        float[] near = new float[3];
        for (float x = -3f; x < 3f; x += 0.11f) {
            ValueNoise.cells(x, 0.7f * x, 9, near);
            assertTrue(near[0] <= near[1] && near[1] < 1.6f);
            assertTrue(near[2] >= 0f && near[2] < 1f);
        }
    }

    @Test
    void outlinesMeasureDistances() {
        assertEquals(-1f, Shape.box(0f, 0f, 1f, 2f, 0f), 1e-6f);
        assertEquals(5f, Shape.box(4f, 6f, 1f, 2f, 0f), 1e-6f);
        assertEquals(2f, Shape.segment(1f, 2f, 0f, 0f, 3f, 0f), 1e-5f);
        assertEquals(5f, Shape.segment(7f, 3f, 0f, 0f, 3f, 0f), 1e-5f);
        assertEquals(0.5f, Shape.cover(0f, 0.1f));
        assertEquals(1f, Shape.bevel(-2f, 1f));
        assertEquals(0f, Shape.bevel(1f, 1f));
        assertTrue(Shape.union(0.1f, 0.1f, 0.2f) < 0.1f);
    }

    @Test
    void blurOfAConstantIsTheConstantAndOfAPointIsItsShare() {
        float[] flat = new float[49];
        java.util.Arrays.fill(flat, 3f);
        assertArrayEquals(flat, BoxBlur.blurred(flat, 7, 2), 1e-6f);
        float[] point = new float[49];
        point[24] = 9f;
        float[] blurred = BoxBlur.blurred(point, 7, 1);
        assertEquals(1f, blurred[24], 1e-6f);
        assertEquals(1f, blurred[16], 1e-6f);
        assertEquals(0f, blurred[22], 1e-6f);
    }

    @Test
    void poseGoesThereAndBack() {
        Placement pose = Placement.near(new Draw(3), 0.2f, 0.4f).zoomed(1.2f);
        float u = pose.u(0.3f, -0.5f);
        float v = pose.v(0.3f, -0.5f);
        assertEquals(0.3f, pose.x(u, v), 2e-3f);
        assertEquals(-0.5f, pose.y(u, v), 2e-3f);
    }

    @Test
    void aSlopeTowardsTheLampIsBrighterAndAWallThrowsAShadowAwayFromIt() {
        Lighting lamp = new Lighting(-0.6f, 0f, 0.8f, 0.3f, 3, 0.8f, 0f);
        Surface s = new Surface(64);
        s.paint((i, x, y) -> {
            s.colour(i, new Tone(0.5f, 0.5f, 0.5f), 1f);
            s.height[i] = x > -0.25f && x < 0f ? 0.75f * (x + 0.25f) : 0f;
        });
        float[] light = Studio.light(s, lamp)[1];
        int row = 32 * 64;
        assertTrue(light[row + 28] > 1.05f * light[row + 10], "lit flank");
        assertTrue(light[row + 34] < 0.7f * light[row + 10], "shadow");
        assertEquals(0.5f, light[row + 10], 0.02f);
    }
}

package org.diffcont.synthetic.surface;

import org.diffcont.drawing.Shape;
import org.diffcont.image.BoxBlur;

/** Lights a surface: diffuse and mirror reflection from the slopes, shadows and dark cavities from the heights. */
public final class Studio {
    private static final float STEEPEST = 2.5f;
    private static final int SHADOW_STEPS = 18;
    private static final float SHADOW_REACH = 0.36f;

    private Studio() {
    }

    /** @return linear light per point: three planes (red, green, blue) of size² values */
    public static float[][] light(Surface s, Lighting lamp) {
        int size = s.size;
        float[] open = lamp.occlusion() > 0f ? openness(s, lamp.occlusion()) : null;
        float[] lit = lamp.shadow() > 0f ? shadows(s, lamp) : null;
        float[][] out = new float[3][size * size];
        float hx = lamp.x();
        float hy = lamp.y();
        float hz = lamp.z() + 1f;
        float hn = 1f / (float) Math.sqrt(hx * hx + hy * hy + hz * hz);
        float slope = 0.5f / s.pixel;
        for (int row = 0; row < size; row++) {
            int up = row == 0 ? 0 : -size;
            int down = row == size - 1 ? 0 : size;
            for (int column = 0; column < size; column++) {
                int i = row * size + column;
                int left = column == 0 ? 0 : -1;
                int right = column == size - 1 ? 0 : 1;
                float gx = steep((s.height[i + right] - s.height[i + left]) * slope);
                float gy = steep((s.height[i + down] - s.height[i + up]) * slope);
                float nz = 1f / (float) Math.sqrt(gx * gx + gy * gy + 1f);
                float nx = -gx * nz;
                float ny = -gy * nz;
                float facing = nx * lamp.x() + ny * lamp.y() + nz * lamp.z();
                float free = lit == null ? 1f : lit[i];
                float cavity = open == null ? 1f : open[i];
                float direct = Math.min(Math.max(0f, facing) / lamp.z(), 1.9f) * free;
                float body = (lamp.ambient() * (0.5f + 0.5f * nz) + (1f - lamp.ambient()) * direct) * cavity;
                float metal = s.metal[i];
                if (metal > 0f) {
                    float mirror = 2f * nz * (nx * lamp.x() + ny * lamp.y() + nz * lamp.z()) - lamp.z();
                    float around = 0.28f + 0.55f * Shape.step(-0.5f, 1f, mirror)
                            + 0.55f * Shape.step(0.72f, 0.99f, mirror);
                    body += (around * cavity * (0.45f + 0.55f * free) - body) * metal;
                }
                float shine = 0f;
                if (s.gloss[i] > 0f) {
                    shine = Math.max(0f, (nx * hx + ny * hy + nz * hz) * hn);
                    for (int k = 0; k < lamp.sharpness(); k++) {
                        shine *= shine;
                    }
                    shine *= s.gloss[i] * free;
                }
                out[0][i] = s.red[i] * body + shine;
                out[1][i] = s.green[i] * body + shine;
                out[2][i] = s.blue[i] * body + shine;
            }
        }
        return out;
    }

    private static float steep(float slope) {
        return slope > STEEPEST ? STEEPEST : Math.max(slope, -STEEPEST);
    }

    /** 1 in the open, less where the neighbourhood is higher. */
    private static float[] openness(Surface s, float strength) {
        float[] around = BoxBlur.blurred(s.height, s.size, Math.max(1, s.size / 40));
        for (int i = 0; i < around.length; i++) {
            around[i] = 1f / (1f + strength * Math.max(0f, around[i] - s.height[i]));
        }
        return around;
    }

    /** Walks from each point towards the lamp; a higher point on the way casts a soft shadow. */
    private static float[] shadows(Surface s, Lighting lamp) {
        int size = s.size;
        float flat = Shape.length(lamp.x(), lamp.y());
        float[] lit = new float[size * size];
        if (flat < 1e-3f) {
            java.util.Arrays.fill(lit, 1f);
            return lit;
        }
        float rise = lamp.z() / flat;
        float stride = SHADOW_REACH / SHADOW_STEPS;
        int[] dx = new int[SHADOW_STEPS];
        int[] dy = new int[SHADOW_STEPS];
        for (int k = 0; k < SHADOW_STEPS; k++) {
            dx[k] = Math.round(lamp.x() / flat * stride * (k + 1) / s.pixel);
            dy[k] = Math.round(lamp.y() / flat * stride * (k + 1) / s.pixel);
        }
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                float base = s.height[row * size + column];
                float dark = 0f;
                for (int k = 0; k < SHADOW_STEPS && dark < 1f; k++) {
                    int r = row + dy[k];
                    int c = column + dx[k];
                    if (r < 0 || c < 0 || r >= size || c >= size) {
                        break;
                    }
                    float way = stride * (k + 1);
                    float above = s.height[r * size + c] - base - way * rise;
                    dark = Math.max(dark, above / (0.02f + 0.35f * way));
                }
                lit[row * size + column] = 1f - lamp.shadow() * Shape.clamp(dark);
            }
        }
        return BoxBlur.blurred(lit, size, Math.max(1, size / 128));
    }
}

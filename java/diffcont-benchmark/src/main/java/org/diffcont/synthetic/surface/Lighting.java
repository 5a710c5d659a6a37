package org.diffcont.synthetic.surface;

/**
 * The lamp over an inspection station.
 *
 * @param x            direction towards the lamp, to the right
 * @param y            direction towards the lamp, downwards in the picture
 * @param z            direction towards the lamp, out of the picture
 * @param ambient      share of light that comes from everywhere, 0 to 1
 * @param sharpness    highlights have the exponent 2^sharpness
 * @param shadow       darkness of cast shadows, 0 (none) to 1
 * @param occlusion    darkness of cavities, per scene unit of depth
 */
public record Lighting(float x, float y, float z, float ambient, int sharpness, float shadow, float occlusion) {
    public Lighting {
        float norm = (float) Math.sqrt(x * x + y * y + z * z);
        x /= norm;
        y /= norm;
        z /= norm;
    }

    /** The same lamp moved by small offsets, as between one picture and the next. */
    public Lighting moved(float dx, float dy) {
        return new Lighting(x + dx, y + dy, z, ambient, sharpness, shadow, occlusion);
    }
}

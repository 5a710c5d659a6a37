package org.diffcont.synthetic.product;

import org.diffcont.drawing.Shape;
import org.diffcont.random.Draw;

/**
 * What is wrong with one specimen, how large and how clear. Most flaws are small and faint, as on a real line; size and
 * contrast are drawn apart, so that there are large faint ones and small clear ones.
 *
 * @param defect   one of the product's defects, or "" for none
 * @param draw     the flaw's own draws (place, size, strength), apart from the specimen's
 * @param size     factor of its lengths, {@link #LEAST_SIZE} to 1
 * @param contrast factor of its depths and of its changes of colour and finish, {@link #LEAST_CONTRAST} to 1
 */
public record Flaw(String defect, Draw draw, float size, float contrast) {
    private static final float LEAST_SIZE = 0.3f;
    private static final float LEAST_CONTRAST = 0.25f;

    /** No flaw. */
    public static Flaw none() {
        return new Flaw("", new Draw(0), 1f, 1f);
    }

    /** A flaw of the given kind with its size and contrast drawn from {@code draw}. */
    public static Flaw of(String defect, Draw draw) {
        float size = draw.uniform();
        float contrast = draw.uniform();
        return new Flaw(defect, draw, Shape.lerp(LEAST_SIZE, 1f, size * size),
                Shape.lerp(LEAST_CONTRAST, 1f, contrast * contrast));
    }

    boolean is(String kind) {
        return defect.equals(kind);
    }

    /** A length: that of the largest flaws lies in [low, high). */
    float length(float low, float high) {
        return size * draw.between(low, high);
    }

    /** A depth or a change of colour or finish: that of the clearest flaws lies in [low, high). */
    float strength(float low, float high) {
        return contrast * draw.between(low, high);
    }
}

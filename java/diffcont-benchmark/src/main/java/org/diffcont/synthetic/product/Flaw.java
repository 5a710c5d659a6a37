package org.diffcont.synthetic.product;

import org.diffcont.random.Draw;

/**
 * What is wrong with one specimen.
 *
 * @param defect one of the product's defects, or "" for none
 * @param draw   the flaw's own draws (place, size, strength), apart from the specimen's
 */
public record Flaw(String defect, Draw draw) {
    /** No flaw. */
    public static Flaw none() {
        return new Flaw("", new Draw(0));
    }

    boolean is(String kind) {
        return defect.equals(kind);
    }
}

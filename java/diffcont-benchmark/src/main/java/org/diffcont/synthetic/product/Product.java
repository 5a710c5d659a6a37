package org.diffcont.synthetic.product;

import java.util.List;
import org.diffcont.random.Draw;
import org.diffcont.synthetic.surface.Lighting;
import org.diffcont.synthetic.surface.Surface;

/** One product category: how a good one looks, and what can go wrong with it. */
public interface Product {
    /** The category's folder name. */
    String name();

    /** The defects' folder names, at least three. */
    List<String> defects();

    /** The station's lamp. */
    Lighting lighting();

    /**
     * Makes one specimen.
     *
     * @param size points per side of the surface
     * @param part draws what varies from one good specimen to the next; the same draws with and without a flaw
     *             differ only by the flaw
     * @param flaw {@link Flaw#none} or one of {@link #defects()}
     */
    Surface render(int size, Draw part, Flaw flaw);
}

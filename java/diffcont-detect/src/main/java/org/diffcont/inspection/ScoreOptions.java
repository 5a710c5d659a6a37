package org.diffcont.inspection;

import java.util.Objects;
import java.util.Optional;

/**
 * How images are scored. Immutable; each method gives new options.
 *
 * @param product   the product that all images show; empty to let the model recognise each image's
 * @param heatMaps  whether heat maps are wanted; they take about as long again as the score
 */
public record ScoreOptions(Optional<String> product, boolean heatMaps) {
    /** The model recognises each image's product, and draws no heat maps. */
    public static final ScoreOptions DEFAULT = new ScoreOptions(Optional.empty(), false);

    /**
     * Options as given.
     *
     * @param product   the product that all images show; empty to let the model recognise each image's
     * @param heatMaps  whether heat maps are wanted
     */
    public ScoreOptions {
        Objects.requireNonNull(product, "product");
    }

    /**
     * The same with heat maps.
     *
     * @return other options
     */
    public ScoreOptions withHeatMaps() {
        return new ScoreOptions(product, true);
    }

    /**
     * The same for images that all show one product.
     *
     * @param name  a product of the model
     * @return other options
     */
    public ScoreOptions ofProduct(String name) {
        return new ScoreOptions(Optional.of(name), heatMaps);
    }
}

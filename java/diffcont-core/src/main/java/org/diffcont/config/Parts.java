package org.diffcont.config;

import java.util.Set;
import org.diffcont.config.PartType.Argument;
import org.diffcont.config.PartType.Form;

/** The parts that keys can name: feature sources and normality models. */
final class Parts {
    private static final Argument GRID = new Argument("GRID", new IntegerType(1, 256));
    private static final Argument SIZE = new Argument("SIZE", new IntegerType(8, 1024));
    private static final Argument EXPOSURE =
        new Argument("EXPOSURE", new WordType("as_is", "mean_subtracted", "standardised"));
    private static final Argument COMPONENTS = new Argument("COMPONENTS", new IntegerType(1, 4096));
    private static final Argument PATCHES = new Argument("PATCHES", new IntegerType(1, 100_000));

    static final String BOTTLENECK = "bottleneck";
    static final String WHITENED = "whitened";
    static final String FILTER_BANK = "filter_bank";
    static final String DCT = "dct";
    private static final String PIXELS = "pixels";

    /** Where features come from. */
    static final PartType SOURCES = new PartType(new Form(BOTTLENECK), new Form("levels", GRID),
        new Form(FILTER_BANK, EXPOSURE, GRID), new Form(FILTER_BANK, EXPOSURE, GRID, SIZE),
        new Form(DCT, EXPOSURE, GRID), new Form(DCT, EXPOSURE, GRID, SIZE),
        new Form(PIXELS, EXPOSURE, GRID), new Form(PIXELS, EXPOSURE, GRID, SIZE));

    /** What is learned of a class's features. */
    static final PartType MODELS = new PartType(new Form(WHITENED), new Form("diagonal"),
        new Form("pca_residual", COMPONENTS), new Form("location_mahalanobis", COMPONENTS),
        new Form("patch_memory", PATCHES));

    private static final Set<String> NETWORK_SOURCES = Set.of(BOTTLENECK, "levels");
    private static final Set<String> LOCATION_MODELS = Set.of("location_mahalanobis", "patch_memory");

    private Parts() {}

    /** Whether a source reads the network. */
    static boolean readsNetwork(Part source) {
        return NETWORK_SOURCES.contains(source.name());
    }

    /** Cells a side of a source's features; 1 for a single vector. */
    static int grid(Part source) {
        return source.arguments().isEmpty() ? 1 : source.number(readsNetwork(source) ? 0 : 1);
    }

    /** Side that a source which reads no network brings images of {@code imageSize} to. */
    static int size(Part source, int imageSize) {
        return source.arguments().size() > 2 ? source.number(2) : imageSize;
    }

    /** Whether a model gives a distance for each cell, and not one for the image. */
    static boolean hasLocations(Part model) {
        return LOCATION_MODELS.contains(model.name());
    }
}

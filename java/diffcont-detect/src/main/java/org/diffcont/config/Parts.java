package org.diffcont.config;

import java.util.OptionalInt;
import java.util.Set;
import org.diffcont.config.PartType.Argument;
import org.diffcont.config.PartType.Form;

/** The parts that keys can name: feature sources and normality models. */
final class Parts {
    private static final Argument GRID = new Argument("GRID", new IntegerType(1, 256));
    private static final Argument SIZE = new Argument("SIZE", new IntegerType(8, 1024));
    private static final Argument EXPOSURE =
        new Argument("EXPOSURE", new WordType("as_is", "mean_subtracted", "standardised"));
    private static final Argument TIMESTEP = new Argument("TIMESTEP", new IntegerType(0, 99_999));
    private static final Argument COMPONENTS = new Argument("COMPONENTS", new IntegerType(1, 4096));
    private static final Argument PATCHES = new Argument("PATCHES", new IntegerType(1, 100_000));

    static final String BOTTLENECK = "bottleneck";
    static final String WHITENED = "whitened";
    static final String FILTER_BANK = "filter_bank";
    static final String DCT = "dct";
    private static final String PIXELS = "pixels";
    private static final String LEVELS = "levels";
    private static final String RECONSTRUCTION = "reconstruction";
    private static final String TORCHSCRIPT = "torchscript";

    /** Where features come from. */
    static final PartType SOURCES = new PartType(new Form(BOTTLENECK), new Form(LEVELS, GRID),
        new Form(RECONSTRUCTION, GRID, TIMESTEP), new Form(TORCHSCRIPT, GRID),
        new Form(FILTER_BANK, EXPOSURE, GRID), new Form(FILTER_BANK, EXPOSURE, GRID, SIZE),
        new Form(DCT, EXPOSURE, GRID), new Form(DCT, EXPOSURE, GRID, SIZE),
        new Form(PIXELS, EXPOSURE, GRID), new Form(PIXELS, EXPOSURE, GRID, SIZE));

    /** What is learned of a class's features. */
    static final PartType MODELS = new PartType(new Form(WHITENED), new Form("diagonal"),
        new Form("pca_residual", COMPONENTS), new Form("location_mahalanobis", COMPONENTS),
        new Form("patch_memory", PATCHES));

    private static final Set<String> NETWORK_SOURCES = Set.of(BOTTLENECK, LEVELS, RECONSTRUCTION);
    private static final Set<String> IMAGE_SOURCES = Set.of(FILTER_BANK, DCT, PIXELS);
    private static final Set<String> LOCATION_MODELS = Set.of("location_mahalanobis", "patch_memory");

    private Parts() {}

    /** Whether a source reads the network. */
    static boolean readsNetwork(Part source) {
        return NETWORK_SOURCES.contains(source.name());
    }

    /** Whether a source reads the user's own backbone. */
    static boolean readsBackbone(Part source) {
        return source.name().equals(TORCHSCRIPT);
    }

    /** Whether a source needs no network at all. */
    static boolean readsImage(Part source) {
        return IMAGE_SOURCES.contains(source.name());
    }

    /** Cells a side of a source's features; 1 for a single vector. */
    static int grid(Part source) {
        return source.arguments().isEmpty() ? 1 : source.number(readsImage(source) ? 1 : 0);
    }

    /** The timestep that a source has of its own. */
    static OptionalInt timestep(Part source) {
        return source.name().equals(RECONSTRUCTION) ? OptionalInt.of(source.number(1)) : OptionalInt.empty();
    }

    /** Side that a source which needs no network brings images of {@code imageSize} to. */
    static int size(Part source, int imageSize) {
        return source.arguments().size() > 2 ? source.number(2) : imageSize;
    }

    /** Whether a model gives a distance for each cell, and not one for the image. */
    static boolean hasLocations(Part model) {
        return LOCATION_MODELS.contains(model.name());
    }
}

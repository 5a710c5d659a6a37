package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.diffcont.nativecore.bindings.detect.DetectH;
import org.diffcont.nativecore.bindings.detect.dc_normality_config;

/** What is normal for one class: statistics of features, and how far new features are from them. Does not change. */
public final class NormalityModel implements AutoCloseable {

    private final Handle handle;

    private NormalityModel(long id) {
        this.handle = new Handle(this, "normality model", id, DetectH::dc_normality_free, Calls::checkDetect);
    }

    /**
     * Fits the model to the features of a class's normal images, as {@link NormalityConfig#of} says.
     *
     * @param features   count x locations x channels, finite
     * @param count      at least 2
     */
    public static NormalityModel fit(NormalityKind kind, int components, float[] features, int count, int locations,
                                     int channels) {
        return fit(NormalityConfig.of(kind, components), features, count, locations, channels);
    }

    /**
     * Fits the model to the features of a class's normal images.
     *
     * @param features   count x locations x channels, finite
     * @param count      at least 2
     */
    public static NormalityModel fit(NormalityConfig config, float[] features, int count, int locations,
                                     int channels) {
        Checks.atLeast(count, 2, "count");
        int size = featureSize(features, count, locations, channels);
        DetectLibrary.load();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(Calls.LONG);
            Calls.checkDetect(DetectH.dc_normality_fit(struct(arena, config), Calls.copyIn(arena, features, size),
                    count, locations, channels, id));
            return new NormalityModel(id.get(Calls.LONG, 0));
        }
    }

    /**
     * Fits a model to the images outside each fold, and one to all. {@link NormalityKind#GAUSSIAN} goes over the images
     * once, and its models are those of {@link #fit} but for rounding; of the other kinds they are the same.
     *
     * @param features     count x locations x channels, finite
     * @param foldOfImage  count numbers from 0 to folds - 1; at least 2 images lie outside each fold
     * @param folds        2 to count
     * @return without fold 0, without fold 1, ..., and last of all images: folds + 1 models, to be closed by the caller
     */
    public static List<NormalityModel> crossFit(NormalityConfig config, float[] features, int count, int locations,
                                                int channels, int[] foldOfImage, int folds) {
        Checks.atLeast(count, 2, "count");
        Checks.atLeast(folds, 2, "folds");
        int size = featureSize(features, count, locations, channels);
        Checks.holds(foldOfImage.length, count, "foldOfImage");
        DetectLibrary.load();
        try (Arena arena = Arena.ofConfined()) {
            // The native side checks that there are no more folds than images, before it writes.
            MemorySegment ids = arena.allocate(Calls.LONG, folds + 1L);
            Calls.checkDetect(DetectH.dc_normality_cross_fit(struct(arena, config),
                    Calls.copyIn(arena, features, size), count, locations, channels,
                    Calls.copyIn(arena, foldOfImage, count), folds, ids));
            return LongStream.rangeClosed(0, folds)
                    .mapToObj(model -> new NormalityModel(ids.getAtIndex(Calls.LONG, model))).toList();
        }
    }

    private static MemorySegment struct(Arena arena, NormalityConfig config) {
        MemorySegment struct = arena.allocate(dc_normality_config.layout());
        dc_normality_config.struct_size(struct, (int) dc_normality_config.sizeof());
        dc_normality_config.kind(struct, switch (config.kind()) {
            case DIAGONAL -> DetectH.DC_NORMALITY_DIAGONAL();
            case PCA_RESIDUAL -> DetectH.DC_NORMALITY_PCA_RESIDUAL();
            case LOCATION_MAHALANOBIS -> DetectH.DC_NORMALITY_LOCATION_MAHALANOBIS();
            case PATCH_MEMORY -> DetectH.DC_NORMALITY_PATCH_MEMORY();
            case GAUSSIAN -> DetectH.DC_NORMALITY_GAUSSIAN();
        });
        dc_normality_config.components(struct, config.components());
        if (config.sharing() != null) {
            dc_normality_config.sharing(struct, switch (config.sharing()) {
                case POSITION -> DetectH.DC_SHARING_POSITION();
                case BLOCK -> DetectH.DC_SHARING_BLOCK();
                case POOLED -> DetectH.DC_SHARING_POOLED();
                case FREE -> DetectH.DC_SHARING_FREE();
            });
            dc_normality_config.directions(struct, config.directions());
        }
        return struct;
    }

    /**
     * Squared distances of new features, of the locations and channels that were fitted.
     *
     * @return count x {@link #mapLocations}
     */
    public float[] map(float[] features, int count, int locations, int channels) {
        int size = featureSize(features, count, locations, channels);
        int mapSize = Checks.arraySize("the map", count, mapLocations());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment map = Calls.floats(arena, mapSize);
            Calls.checkDetect(DetectH.dc_normality_map(handle.id(), Calls.copyIn(arena, features, size), count, locations,
                    channels, map, mapSize));
            return Calls.copyOut(map);
        }
    }

    /** Distances that {@link #map} gives for each image: the locations, or 1. */
    public int mapLocations() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment locations = arena.allocate(Calls.LONG);
            Calls.checkDetect(DetectH.dc_normality_map_locations(handle.id(), locations));
            return Math.toIntExact(locations.get(Calls.LONG, 0));
        }
    }

    /** Bytes that {@link #save} writes. */
    public long bytes() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Calls.LONG);
            Calls.checkDetect(DetectH.dc_normality_bytes(handle.id(), bytes));
            return bytes.get(Calls.LONG, 0);
        }
    }

    /** Writes one safetensors file, replaced in one step. */
    public void save(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            Calls.checkDetect(DetectH.dc_normality_save(handle.id(), Calls.path(arena, file)));
        }
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @throws NativeException {@link NativeStatus#IO} or {@link NativeStatus#FORMAT}, naming the file
     */
    public static NormalityModel load(Path file) {
        DetectLibrary.load();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(Calls.LONG);
            Calls.checkDetect(DetectH.dc_normality_load(Calls.path(arena, file), id));
            return new NormalityModel(id.get(Calls.LONG, 0));
        }
    }

    @Override
    public void close() {
        handle.close();
    }

    private static int featureSize(float[] features, int count, int locations, int channels) {
        int size = Checks.arraySize("features", count, locations, channels);
        Checks.holds(features.length, size, "features");
        return size;
    }
}

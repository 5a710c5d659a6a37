package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.diffcont.nativecore.bindings.detect.DetectH;
import org.diffcont.nativecore.bindings.network.NetworkH;

/** Distances in the whitened embedding space, and how many of its dimensions are used. */
public final class Distances {

    private Distances() {
    }

    /**
     * Squared Euclidean distances of whitened embeddings to class means (paper: d_c), all in one pass, on the
     * device of {@link NativeRuntime#setDevice}:
     * out[i][j] = Σ_k ((embeddings[i][k] − mean[k])·inverseStd[k] − classMeans[j][k])².
     *
     * @param embeddings count x dimension, finite
     * @param mean       dimension, or null for 0
     * @param inverseStd dimension, or null for 1
     * @param classMeans classes x dimension, in whitened space
     * @return count x classes; within 1e-5 relative of the exact sum
     */
    public static float[] squared(float[] embeddings, int count, int dimension, float[] mean, float[] inverseStd,
                                  float[] classMeans, int classes) {
        int size = Checks.arraySize("embeddings", count, dimension);
        int meansSize = Checks.arraySize("class means", classes, dimension);
        int outSize = Checks.arraySize("distances", count, classes);
        Checks.holds(embeddings.length, size, "embeddings");
        Checks.holds(classMeans.length, meansSize, "classMeans");
        boolean onDevice = NativeRuntime.deviceIsChosen();
        if (!onDevice) {
            DetectLibrary.load();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment distances = Calls.floats(arena, outSize);
            MemorySegment rows = Calls.copyIn(arena, embeddings, size);
            MemorySegment middle = optional(arena, mean, dimension, "mean");
            MemorySegment scale = optional(arena, inverseStd, dimension, "inverseStd");
            MemorySegment means = Calls.copyIn(arena, classMeans, meansSize);
            if (onDevice) {
                Calls.checkNetwork(NetworkH.dcn_squared_distances(rows, count, dimension, middle, scale, means, classes,
                        distances));
            } else {
                Calls.checkDetect(DetectH.dc_squared_distances(rows, count, dimension, middle, scale, means, classes,
                        distances));
            }
            return Calls.copyOut(distances);
        }
    }

    /**
     * exp(entropy of the normalised covariance eigenvalues): 1 when all embeddings lie on a line,
     * min(count − 1, dimension) when spread evenly, 0 when all are equal.
     *
     * @param embeddings count x dimension, finite
     * @param count      at least 2
     */
    public static double effectiveRank(float[] embeddings, int count, int dimension) {
        Checks.atLeast(count, 2, "count");
        int size = Checks.arraySize("embeddings", count, dimension);
        Checks.holds(embeddings.length, size, "embeddings");
        DetectLibrary.load();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rank = arena.allocate(DetectH.C_DOUBLE);
            Calls.checkDetect(DetectH.dc_effective_rank(Calls.copyIn(arena, embeddings, size), count, dimension, rank));
            return rank.get(DetectH.C_DOUBLE, 0);
        }
    }

    private static MemorySegment optional(Arena arena, float[] values, int count, String name) {
        if (values == null) {
            return MemorySegment.NULL;
        }
        Checks.holds(values.length, count, name);
        return Calls.copyIn(arena, values, count);
    }
}

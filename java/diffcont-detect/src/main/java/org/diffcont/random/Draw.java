package org.diffcont.random;

import org.diffcont.drawing.Trig;
import org.diffcont.drawing.ValueNoise;

/**
 * A stream of random draws (splitmix64). The same seed gives the same draws on every machine and JDK, which
 * java.util.Random's successors do not promise.
 */
public final class Draw {
    private long state;

    public Draw(long seed) {
        state = seed;
    }

    /** A well spread 64-bit value from two; used to derive one seed from another. */
    public static long mix(long a, long b) {
        return Hash64.splitMix(Hash64.splitMix(a + Hash64.GAMMA) ^ (b * Hash64.GAMMA));
    }

    /** A stable 64-bit value of a text (FNV-1a over its UTF-16 units). */
    public static long hash(String text) {
        return Hash64.fnv1a(text);
    }

    public long nextLong() {
        state += Hash64.GAMMA;
        return Hash64.splitMix(state);
    }

    /** A seed for {@link ValueNoise}. */
    public int seed() {
        return (int) (nextLong() >>> 32);
    }

    /** Uniform in [0, 1). */
    public float uniform() {
        return (nextLong() >>> 40) * 0x1p-24f;
    }

    /** Uniform in [low, high). */
    public float between(float low, float high) {
        return low + (high - low) * uniform();
    }

    /** Triangular around the middle, within ± spread. */
    public float around(float middle, float spread) {
        return middle + spread * (uniform() + uniform() - 1f);
    }

    /** Uniform in 0 … count − 1. */
    public int below(int count) {
        return (int) Math.floorMod(nextLong() >>> 16, (long) count);
    }

    /** −1 or +1. */
    public float sign() {
        return nextLong() < 0 ? -1f : 1f;
    }

    /** Any angle, in radians. */
    public float angle() {
        return between(-Trig.PI, Trig.PI);
    }
}

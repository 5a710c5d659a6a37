package org.diffcont.random;

import org.diffcont.drawing.Noise;
import org.diffcont.drawing.Trig;

/**
 * A stream of random draws (splitmix64). The same seed gives the same draws on every machine and JDK, which
 * java.util.Random's successors do not promise.
 */
public final class Draw {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    public Draw(long seed) {
        state = seed;
    }

    /** A well spread 64-bit value from two; used to derive one seed from another. */
    public static long mix(long a, long b) {
        return scramble(scramble(a + GOLDEN) ^ (b * GOLDEN));
    }

    /** A stable 64-bit value of a text (FNV-1a over its UTF-16 units). */
    public static long hash(String text) {
        long h = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * 0x100000001B3L;
        }
        return h;
    }

    private static long scramble(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    public long nextLong() {
        state += GOLDEN;
        return scramble(state);
    }

    /** A seed for {@link Noise}. */
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

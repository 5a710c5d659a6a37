package org.diffcont.random;

/** The two 64-bit functions behind every seed and draw. Their values are part of a run's reproducibility. */
public final class Hash64 {
    /** SplitMix64's increment: the golden ratio's fraction in 64 bits. */
    static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private Hash64() {
    }

    /** SplitMix64's output function (Steele, Lea and Flood 2014). */
    static long splitMix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }

    /** FNV-1a over bytes, each as a value from 0 to 255. */
    static long fnv1a(byte[] values) {
        long hash = FNV_OFFSET;
        for (byte value : values) {
            hash = (hash ^ (value & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }

    /** FNV-1a over a text's UTF-16 units. */
    static long fnv1a(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** FNV-1a over the values' bits. */
    public static long fnv1a(float[] values) {
        long hash = FNV_OFFSET;
        for (float value : values) {
            hash = (hash ^ Float.floatToRawIntBits(value)) * FNV_PRIME;
        }
        return hash;
    }
}

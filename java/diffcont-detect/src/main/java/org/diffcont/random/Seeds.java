package org.diffcont.random;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Seeds derived from one run seed, so that every random choice has a generator of its own: adding or leaving out one
 * choice changes no other, and nothing depends on the order in which choices are made. The values are part of the
 * run's reproducibility and never change.
 */
public final class Seeds {
    /** The golden ratio's fraction in 64 bits: SplitMix64's increment. */
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private Seeds() {
    }

    /**
     * A 64-bit seed for one purpose. With mix = SplitMix64's output function (Steele, Lea and Flood 2014) and γ its
     * increment: h ← mix(seed + γ); h ← mix((h ⊕ FNV-1a-64(purpose in UTF-8)) + γ); then for each index h ← mix((h ⊕
     * index) + γ).
     *
     * @param seed the run's seed
     * @param purpose what the numbers are for, for instance {@code "batch.current"}
     * @param indices where they are used: experience, class, pass, …
     */
    public static long derive(long seed, String purpose, long... indices) {
        long state = mix(seed + GAMMA);
        state = mix((state ^ fnv1a(purpose)) + GAMMA);
        for (long index : indices) {
            state = mix((state ^ index) + GAMMA);
        }
        return state;
    }

    /** An L64X128MixRandom generator on {@link #derive}'s seed. */
    public static RandomGenerator generator(long seed, String purpose, long... indices) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(derive(seed, purpose, indices));
    }

    /** 0 … count−1 in random order (Fisher–Yates from the end). */
    public static int[] permutation(int count, RandomGenerator random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }

    private static long fnv1a(String text) {
        long hash = FNV_OFFSET;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }
}

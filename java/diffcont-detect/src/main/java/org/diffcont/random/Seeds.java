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
        long state = mix(seed);
        state = mix(state ^ Hash64.fnv1a(purpose.getBytes(StandardCharsets.UTF_8)));
        for (long index : indices) {
            state = mix(state ^ index);
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

    private static long mix(long state) {
        return Hash64.splitMix(state + Hash64.GAMMA);
    }
}

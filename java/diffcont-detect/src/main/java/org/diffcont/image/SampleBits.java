package org.diffcont.image;

import java.util.Arrays;

/**
 * How many bits the samples of an image take.
 *
 * @param stored    a sample's in the file, 1 to 16
 * @param declared  what the file says of its samples, below {@code stored}; 0 for nothing
 * @param byLength  how many samples take 0, 1, … 16 bits, over all channels but alpha; not looked at up to 8 bits stored
 */
record SampleBits(int stored, int declared, long[] byLength) {
    /** Up to so many, an image has one byte a sample and is never scaled. */
    static final int BYTE = 8;
    /** Largest share of samples over a class's range that is clipped: glints and hot pixels. */
    private static final double CLIPPED = 0.01;
    /** What cameras deliver in files of 16 bits. 14 is left out: a dark image of 16 bits looks the same. */
    private static final int[] OF_CAMERAS = {8, 10, 12};

    /** Of samples that were not looked at. */
    static SampleBits plain(int stored) {
        return new SampleBits(stored, 0, new long[17]);
    }

    /** Bits that the largest sample takes, or that the file declares; at least 1. */
    int used() {
        return stored <= BYTE ? stored : declared > 0 ? declared : Math.max(1, largest());
    }

    private int largest() {
        int length = byLength.length - 1;
        while (length > 0 && byLength[length] == 0) {
            length--;
        }
        return length;
    }

    /**
     * What the image by itself is taken as: as the file declares; the file's own bits where these are below 16; else the
     * fewest of 8, 10 and 12 that hold all samples, and 16 where none does.
     */
    int own() {
        if (stored < 16) {
            return stored;
        }
        return declared > 0 ? declared : Arrays.stream(OF_CAMERAS).filter(b -> b >= used()).findFirst().orElse(16);
    }

    int taken(BitsRule rule) {
        if (stored <= BYTE) {
            return stored;
        }
        return switch (rule) {
            case BitsRule.Fixed(int bits) -> Math.min(bits, stored);
            case BitsRule.Together _ -> own();
            case BitsRule.Learned learned -> stored < 16 || declared > 0 ? own() : amongLearned(learned);
        };
    }

    private int amongLearned(BitsRule.Learned rule) {
        int[] learned = rule.bits().stream().mapToInt(Integer::intValue).sorted().toArray();
        int used = used();
        for (int bits : learned) {
            if (bits >= used) {
                return bits;
            }
        }
        return learned.length > 0 && shareOver(learned[learned.length - 1]) <= CLIPPED ? learned[learned.length - 1]
            : own();
    }

    private double shareOver(int bits) {
        long over = Arrays.stream(byLength, bits + 1, byLength.length).sum();
        return (double) over / Math.max(1, Arrays.stream(byLength).sum());
    }
}

package org.diffcont.image;

import java.util.Set;

/**
 * As how many bits the samples of an image are taken that is stored with more than 8: cameras put 10 and 12 bits into
 * files of 16, and then use a small part of the file's range. A sample v taken as of b bits becomes 2·v/(2^b − 1) − 1,
 * at most 1. Images stored with up to 8 bits are taken as they are.
 */
public sealed interface BitsRule {
    /**
     * As many as told, whatever the file and its samples say.
     *
     * @param bits  8 to 16
     */
    record Fixed(int bits) implements BitsRule {
    }

    /**
     * For images of one class that is learned: all as the one that uses most, see {@link SampleBits#own}. What a file
     * itself declares counts for that file.
     */
    record Together() implements BitsRule {
    }

    /**
     * For images that are compared with classes learned before: the fewest of the classes' bits that hold all its
     * samples. Where none does but all except one sample in a hundred fit into the most of them, these, with the others
     * clipped: a glint must not darken the whole image. Else its own, see {@link SampleBits#own}. What a file itself
     * declares comes first.
     *
     * @param bits  what the classes were learned with, each 8 to 16; none for an image by itself
     */
    record Learned(Set<Integer> bits) implements BitsRule {
        public Learned {
            bits = Set.copyOf(bits);
        }
    }

    /** Each image by itself. */
    BitsRule ITS_OWN = new Learned(Set.of());
}

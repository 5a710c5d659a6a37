package org.diffcont.nativecore;

import java.util.Arrays;

/**
 * Images to read features from, and how each is noised first: x_t = √ā_t·x + √(1−ā_t)·ε, with ε the counter-based
 * noise of ({@code noiseSeed}, stream). Images that share a stream share their noise. The arrays are not copied, may be
 * longer than {@code count} needs, and are compared by identity in {@code equals}.
 *
 * @param images    count x channels x size x size, clean, in [-1, 1], finite
 * @param count     images to read, at least 1
 * @param timesteps count, each in [0, trainTimesteps)
 * @param labels    count, class indices or {@link Network#NO_LABEL}
 * @param noiseSeed seed of the noise
 * @param streams   count
 */
public record Reading(float[] images, int count, int[] timesteps, int[] labels, long noiseSeed, long[] streams) {

    /** @throws IllegalArgumentException when an array is too short */
    public Reading {
        Checks.atLeast(count, 1, "count");
        Checks.holds(images.length, count, "images");
        Checks.holds(timesteps.length, count, "timesteps");
        Checks.holds(labels.length, count, "labels");
        Checks.holds(streams.length, count, "streams");
    }

    /** All images at one timestep, with one label and one common noise image. */
    public static Reading fixed(float[] images, int count, int timestep, int label, long noiseSeed, long stream) {
        return fixed(images, count, timestep, filled(count, label), noiseSeed, stream);
    }

    /** All images at one timestep with one common noise image, each with its own label. */
    public static Reading fixed(float[] images, int count, int timestep, int[] labels, long noiseSeed, long stream) {
        long[] streams = new long[Checks.atLeast(count, 1, "count")];
        Arrays.fill(streams, stream);
        return new Reading(images, count, filled(count, timestep), labels, noiseSeed, streams);
    }

    private static int[] filled(int count, int value) {
        int[] values = new int[Checks.atLeast(count, 1, "count")];
        Arrays.fill(values, value);
        return values;
    }
}

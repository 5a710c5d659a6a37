package org.diffcont.config;

import java.util.OptionalInt;

/**
 * {@code data.*}: which images are accepted and how large they become. Keys and ranges: {@link DetectionKeys}.
 *
 * @param bits  that samples of images stored with more than 8 are taken as of; empty to tell by the images
 */
public record DataSettings(int imageSize, int minTrain, boolean strict, long maxPixels, long maxBytes, int minSide,
        int maxDecodeSeconds, OptionalInt bits, int page) {}

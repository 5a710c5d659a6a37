package org.diffcont.config;

/** {@code data.*}: which images are accepted and how large they become. Keys and ranges: {@link DetectionKeys}. */
public record DataSettings(int imageSize, int minTrain, boolean strict, long maxPixels, long maxBytes, int minSide,
        int maxDecodeSeconds) {}

package org.diffcont.config;

import java.util.List;

/** {@code backbone.*}: a network of the user's own, which the source torchscript reads. Keys: {@link DetectionKeys}. */
public record BackboneSettings(String file, String method, int imageSize, List<Double> mean, List<Double> std,
        String sha256) {
    public BackboneSettings {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }
}

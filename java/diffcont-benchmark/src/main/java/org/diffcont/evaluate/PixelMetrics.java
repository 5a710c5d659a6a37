package org.diffcont.evaluate;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How well heat maps find the defects' pixels. All are in [0, 1]; undefined ones are NaN, {@code null} in JSON.
 *
 * @param auroc       area under the ROC curve of all pixels
 * @param aurocError  how far {@code auroc} may be from its exact value, since near scores are counted as ties
 * @param aupro       area under the per-region overlap curve up to 30 % false positives, divided by .3: each defect
 *                    counts the same whatever its size (Bergmann et al., "The MVTec Anomaly Detection Dataset", 2021)
 * @param images      test images with known pixels: normal ones, and anomalous ones with a mask
 * @param regions     connected regions of defects in them
 */
public record PixelMetrics(double auroc, double aurocError, double aupro, int images, int regions) {
    /** Each metric's mean over the members that define it; the error is the largest, the counts are sums. */
    public static PixelMetrics mean(List<PixelMetrics> members) {
        return new PixelMetrics(mean(members, PixelMetrics::auroc),
            members.stream().mapToDouble(PixelMetrics::aurocError).max().orElse(Double.NaN),
            mean(members, PixelMetrics::aupro), members.stream().mapToInt(PixelMetrics::images).sum(),
            members.stream().mapToInt(PixelMetrics::regions).sum());
    }

    private static double mean(List<PixelMetrics> members, ToDoubleFunction<PixelMetrics> metric) {
        return Means.ofDefined(members.stream().mapToDouble(metric));
    }
}

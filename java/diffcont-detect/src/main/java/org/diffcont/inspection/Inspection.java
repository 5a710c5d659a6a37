package org.diffcont.inspection;

import java.util.Optional;

/**
 * What a model says of one image.
 *
 * @param category            the category whose model decided
 * @param knownProduct        whether the image shows a learned product; when not, {@code category} is the nearest one
 * @param anomalous           whether the image is anomalous: {@code distance} is above {@code threshold}
 * @param outlierProbability  the category's Weibull tail at {@code distance}, in [0, 1]; 1 for many, so do not rank by it
 * @param logSurvival         −log(1 − outlier probability), in [0, ∞]: ranks images, of different categories too
 * @param distance            distance to the category, in its own unit
 * @param threshold           the category's threshold, a distance
 * @param heatMap             where the image looks unusual; empty where none was asked for, or where the category is
 *     read as a whole only
 */
public record Inspection(String category, boolean knownProduct, boolean anomalous, double outlierProbability,
        double logSurvival, double distance, double threshold, Optional<HeatMap> heatMap) {
}

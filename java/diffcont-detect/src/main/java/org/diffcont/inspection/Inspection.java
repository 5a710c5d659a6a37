package org.diffcont.inspection;

import java.util.Optional;

/**
 * What a model says of one image.
 *
 * @param product             the product whose statistics decided
 * @param known               whether the image shows a learned product; when not, {@code product} is the nearest one
 * @param anomalous           whether {@code distance} is above {@code threshold}
 * @param distance            distance to the product's normal images, in its own unit; larger is less normal
 * @param threshold           the product's threshold, a distance
 * @param outlierProbability  the product's Weibull tail at {@code distance}, in [0, 1]; 1 for many, so do not rank by it
 * @param logSurvival         −log(1 − outlier probability), in [0, ∞]: ranks images, of different products too
 * @param modelVersion        the version of the model that said so
 * @param heatMap             where the image looks unusual; empty where none was asked for, or where the product is
 *     read as a whole only
 */
public record Inspection(String product, boolean known, boolean anomalous, double distance, double threshold,
        double outlierProbability, double logSurvival, int modelVersion, Optional<HeatMap> heatMap) {
}

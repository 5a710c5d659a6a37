package org.diffcont.inspection;

import java.util.List;
import java.util.Optional;

/**
 * What a model says of one image.
 *
 * @param product             the product whose statistics decided
 * @param known               whether the image shows a learned product; when not, {@code product} is the nearest one
 * @param verdict             normal, or which kind of alarm
 * @param reason              why it is an alarm, such as "above the threshold" or "out of focus (…)"; empty when normal
 * @param warnings            what may make the score mean less, such as another shape than the learned images'; a
 *     sentence each
 * @param distance            distance to the product's normal images, in its own unit; larger is less normal
 * @param threshold           the product's threshold, a distance
 * @param outlierProbability  the product's Weibull tail at {@code distance}, in [0, 1]; 1 for many, so do not rank by it
 * @param logSurvival         −log(1 − outlier probability), in [0, ∞]: ranks images, of different products too
 * @param modelVersion        the version of the model that said so
 * @param heatMap             where the image looks unusual; empty where none was asked for, or where the product is
 *     read as a whole only
 */
public record Inspection(String product, boolean known, Verdict verdict, Optional<String> reason,
        List<String> warnings, double distance, double threshold, double outlierProbability, double logSurvival,
        int modelVersion, Optional<HeatMap> heatMap) {
    /**
     * What a model says of one image.
     *
     * @param product             the product whose statistics decided
     * @param known               whether the image shows a learned product
     * @param verdict             normal, or which kind of alarm
     * @param reason              why it is an alarm; empty when normal
     * @param warnings            what may make the score mean less; a sentence each
     * @param distance            distance to the product's normal images
     * @param threshold           the product's threshold, a distance
     * @param outlierProbability  the product's Weibull tail at {@code distance}, in [0, 1]
     * @param logSurvival         −log(1 − outlier probability), in [0, ∞]
     * @param modelVersion        the version of the model that said so
     * @param heatMap             where the image looks unusual
     */
    public Inspection {
        warnings = List.copyOf(warnings);
    }

    /**
     * Whether somebody should look: an anomalous image, or one of an unknown product.
     *
     * @return true for any verdict but {@link Verdict#NORMAL}
     */
    public boolean alarm() {
        return verdict != Verdict.NORMAL;
    }
}

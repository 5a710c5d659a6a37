package org.diffcont.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The evaluation of the test images whose <em>true</em> class is one class, in both class modes.
 *
 * @param predicted       with the class the detector chose for each image
 * @param truth           with the true class; {@code true} in JSON
 * @param routingAccuracy share of these images routed to their true class; NaN without images
 */
public record ClassEvaluation(Metrics predicted, @JsonProperty("true") Metrics truth, double routingAccuracy) {

    static ClassEvaluation of(List<ScoredImage> images) {
        return new ClassEvaluation(Metrics.of(images, ClassMode.PREDICTED), Metrics.of(images, ClassMode.TRUE),
                routingAccuracy(images));
    }

    static double routingAccuracy(List<ScoredImage> images) {
        return images.stream().mapToInt(image -> image.routedRight() ? 1 : 0).average().orElse(Double.NaN);
    }

    public Metrics get(ClassMode mode) {
        return mode == ClassMode.PREDICTED ? predicted : truth;
    }
}

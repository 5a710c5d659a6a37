package org.diffcont.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.diffcont.detect.Decision;

/** Made-up scored images. */
final class Samples {

    private Samples() {
    }

    /** An image of a class, routed to that class; its log-survival is its distance, its threshold 1. */
    static ScoredImage image(int trueClass, boolean anomalous, double distance) {
        return image(trueClass, trueClass, anomalous, distance, distance);
    }

    /** An image with one distance to the class it is routed to and another to its own. */
    static ScoredImage image(int trueClass, int predictedClass, boolean anomalous, double predictedDistance,
                             double trueDistance) {
        return new ScoredImage("class" + trueClass + "/test/" + anomalous + ".png", trueClass,
                anomalous ? "crack" : "good", anomalous, decision(predictedClass, predictedDistance),
                decision(trueClass, trueDistance));
    }

    static Decision decision(int classIndex, double distance) {
        return new Decision(classIndex, distance, distance, -Math.expm1(-distance), 1, distance > 1);
    }

    /** Overlapping normal and anomalous images of several classes, some misrouted, with many ties. */
    static List<ScoredImage> drawn(long seed, int classes, int perClass) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ScoredImage> images = new ArrayList<>();
        for (int i = 0; i < classes * perClass; i++) {
            boolean anomalous = random.nextDouble() < .6;
            double distance = Math.floor(10 * (random.nextDouble() + (anomalous ? .5 : 0))) / 8;
            int predicted = random.nextDouble() < .2 ? random.nextInt(classes) : i % classes;
            images.add(image(i % classes, predicted, anomalous, distance + .1 * random.nextDouble(), distance));
        }
        return images;
    }
}

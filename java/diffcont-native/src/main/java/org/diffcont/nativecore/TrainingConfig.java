package org.diffcont.nativecore;

import java.util.Objects;

/**
 * How a trainer takes its steps.
 *
 * @param trainProjector whether the projector trains (in the paper: in the first experience only)
 * @param seed           timesteps, noise and label dropout come from (seed, step, index in the batch)
 * @param learningRate   Adam's (2e-4 in the paper)
 * @param beta1          Adam's (0.9)
 * @param beta2          Adam's (0.999)
 * @param epsilon        Adam's (1e-8)
 * @param clipNorm       gradients are scaled to this L2 norm at most; 0: no clipping
 * @param labelDropout   share of images fed without their label, in [0, 1]
 * @param weights        of the loss terms
 */
public record TrainingConfig(boolean trainProjector, long seed, double learningRate, double beta1, double beta2,
                             double epsilon, double clipNorm, double labelDropout, LossWeights weights) {

    /** @throws IllegalArgumentException naming the field that is out of its range */
    public TrainingConfig {
        Objects.requireNonNull(weights, "weights");
        Checks.notNegative(learningRate, "learningRate");
        Checks.notNegative(beta1, "beta1");
        Checks.notNegative(beta2, "beta2");
        Checks.notNegative(epsilon, "epsilon");
        Checks.notNegative(clipNorm, "clipNorm");
        if (Checks.notNegative(labelDropout, "labelDropout") > 1) {
            throw new IllegalArgumentException("labelDropout is " + labelDropout + ", must be in [0, 1]");
        }
    }
}

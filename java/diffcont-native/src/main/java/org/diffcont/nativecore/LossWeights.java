package org.diffcont.nativecore;

/** Weights of the loss terms, none negative; 0 switches a term off. Named as in {@link Losses}. */
public record LossWeights(double diffusion, double classifier, double distillation, double alignment, double center,
                          double classifierDistillation) {

    /** @throws IllegalArgumentException naming the weight that is negative or not finite */
    public LossWeights {
        Checks.notNegative(diffusion, "diffusion weight");
        Checks.notNegative(classifier, "classifier weight");
        Checks.notNegative(distillation, "distillation weight");
        Checks.notNegative(alignment, "alignment weight");
        Checks.notNegative(center, "center weight");
        Checks.notNegative(classifierDistillation, "classifierDistillation weight");
    }
}

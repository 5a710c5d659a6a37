package org.diffcont.nativecore;

/**
 * The unweighted loss terms of one training step; a term that is switched off is 0.
 *
 * @param total                  weighted sum (paper eq. 7)
 * @param diffusion              eq. 1
 * @param classifier             eq. 2
 * @param distillation           eq. 3
 * @param alignment              eq. 4
 * @param center                 eq. 5
 * @param classifierDistillation eq. 6
 * @param gradientNorm           L2 norm of all gradients before clipping
 * @param strategyTerm           what a strategy other than DiffCont adds: the distance to stored or old outputs, or the
 *                               penalty of an anchor
 */
public record Losses(double total, double diffusion, double classifier, double distillation, double alignment,
                     double center, double classifierDistillation, double gradientNorm, double strategyTerm) {
}

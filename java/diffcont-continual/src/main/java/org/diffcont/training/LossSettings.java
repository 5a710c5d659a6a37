package org.diffcont.training;

/** {@code loss.*}: the weight of each term of the training loss; 0 switches it off. Keys and ranges: {@code StrategyKeys}. */
public record LossSettings(
        double diffusion,
        double classifier,
        double center,
        double classifierDistillation,
        double distillation,
        double alignment) {}

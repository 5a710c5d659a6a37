package org.diffcont.detect;

/**
 * How a reading that was chosen told synthetic defects from held-out normal images.
 *
 * @param auroc  of the reading alone; chance is .5
 * @param found  share of the defects found by the reading together with those chosen before it, where as many of the
 *               normal images alarm as {@code threshold.false_positive_rate} allows; chance is that rate
 */
public record SyntheticResult(double auroc, double found) {
}

package org.diffcont.detect.normality;

/**
 * How a reading that was chosen told synthetic defects from held-out normal images.
 *
 * @param auroc  of the reading alone; chance is .5
 * @param found  share of the defects found by the reading together with those chosen before it, where {@code rate} of
 *               the normal images alarm; chance is that rate
 * @param rate   of the class's threshold, in (0, 1)
 */
public record SyntheticResult(double auroc, double found, double rate) {
}

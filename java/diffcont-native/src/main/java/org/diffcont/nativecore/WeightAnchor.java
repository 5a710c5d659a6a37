package org.diffcont.nativecore;

/**
 * What holds weights in place that matter to old classes (elastic weight consolidation): values for all weights of
 * U-Net and head, in a trainer's order.
 *
 * @param importance  how much each weight matters: the diagonal of the Fisher information, not negative
 * @param center      where each weight is held
 * @param classes     classes that the network had
 */
public record WeightAnchor(float[] importance, float[] center, int classes) {
    public WeightAnchor {
        if (importance.length != center.length) {
            throw new IllegalArgumentException(importance.length + " importances for " + center.length + " weights");
        }
        Checks.atLeast(classes, 1, "classes");
    }
}

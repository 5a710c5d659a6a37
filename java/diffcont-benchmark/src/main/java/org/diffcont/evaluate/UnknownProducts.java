package org.diffcont.evaluate;

/**
 * How images of products never learned were told from those of learned ones.
 *
 * @param known              normal test images of the products learned so far
 * @param knownRejected      of these, called an unknown product
 * @param defective          defective test images of the products learned so far
 * @param defectiveRejected  of these, called an unknown product
 * @param never              test images of products not learned yet
 * @param neverRejected      of these, called an unknown product
 */
public record UnknownProducts(int known, int knownRejected, int defective, int defectiveRejected, int never,
        int neverRejected) {
    public UnknownProducts {
        if (knownRejected < 0 || knownRejected > known || defectiveRejected < 0
                || defectiveRejected > defective || neverRejected < 0 || neverRejected > never) {
            throw new IllegalArgumentException(knownRejected + " of " + known + ", "
                + defectiveRejected + " of " + defective + ", " + neverRejected + " of " + never);
        }
    }
}

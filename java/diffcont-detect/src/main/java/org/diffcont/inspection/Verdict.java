package org.diffcont.inspection;

/** What is said of an image in one word; all but {@link #NORMAL} are alarms. */
public enum Verdict {
    /** It looks as the product's normal images do. */
    NORMAL,
    /** It does not: its distance is above the threshold, or something is wrong with the image as a whole. */
    ANOMALOUS,
    /** It shows none of the learned products. */
    UNKNOWN
}

package org.diffcont.operation;

import java.util.Locale;

/** What is said of an image in one word; {@link #ANOMALOUS} and {@link #UNKNOWN} are alarms. */
public enum Verdict {
    /** It looks as the product's normal images do. */
    NORMAL,
    /** It does not: by its distance, or as a whole. */
    ANOMALOUS,
    /** It shows none of the learned products. */
    UNKNOWN,
    /** There is no image to say anything of. */
    REJECTED;

    /** As results have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

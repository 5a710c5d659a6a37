package org.diffcont.detect.check;

/** What is measured of an image as a whole, and what is wrong with one that has too little or too much of it. */
public enum ImageMeasure {
    /** Mean brightness, 0 black to 1 white. */
    LEVEL("underexposed", "overexposed", 0.03),
    /** Standard deviation of brightness. */
    CONTRAST("low in contrast", "high in contrast", 0.02),
    /** Mean difference between the largest and the smallest of a pixel's red, green and blue. */
    SATURATION("pale", "too colourful", 0.03),
    /** Mean of red - green. */
    RED("colour cast, too little red", "colour cast, too much red", 0.03),
    /** Mean of blue - green. */
    BLUE("colour cast, too little blue", "colour cast, too much blue", 0.03),
    /**
     * Logarithm of the second differences of brightness against the first ones (root mean squares): does not depend on
     * contrast, and falls with blur.
     */
    SHARPNESS("out of focus", "noisy", 0.15),
    /** Entropy of 64 grey levels, bits. */
    ENTROPY("few grey levels", "many grey levels", 0.25);

    private final String low;
    private final String high;
    private final double slack;

    ImageMeasure(String low, String high, double slack) {
        this.low = low;
        this.high = high;
        this.slack = slack;
    }

    String low() {
        return low;
    }

    String high() {
        return high;
    }

    /** A change that nobody would call a fault, however alike a class's images are. */
    double slack() {
        return slack;
    }
}

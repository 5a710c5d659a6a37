package org.diffcont.config;

/** {@code evt.*}: the Weibull fitted to a class's largest distances. Keys and ranges: {@link DetectionKeys}. */
public record EvtSettings(Form form, double tail, int minPoints, FitOn fitOn) {
    /** On the distances as they are, or after libMR's translation. */
    public enum Form { PAPER, LIBMR }

    /** The images whose distances are fitted. */
    public enum FitOn { TRAIN, CALIBRATION, CROSS }
}

package org.diffcont.config;

import org.diffcont.evt.TailForm;

/** {@code evt.*}: the Weibull fitted to a class's largest distances. Keys and ranges: {@link DetectionKeys}. */
public record EvtSettings(TailForm form, double tail, int minPoints, FitOn fitOn) {
    /** The images whose distances are fitted. */
    public enum FitOn { TRAIN, CALIBRATION, CROSS }
}

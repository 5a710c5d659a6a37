package org.diffcont.inspection;

import org.diffcont.evt.ExpectedAlarms;

/**
 * Which share of a product's good images will be called anomalous, if they are of the kind that the threshold was set
 * on: known the better, the more these were.
 *
 * @param expected  that the threshold was set for, in (0, 1)
 * @param low       lower end of the 95 % interval
 * @param high      its upper end
 * @param words     the same for people, and what is missing where the images were too few
 */
public record FalseAlarms(double expected, double low, double high, String words) {
    static FalseAlarms of(ExpectedAlarms alarms) {
        return new FalseAlarms(alarms.rate(), alarms.low(), alarms.high(), alarms.toString());
    }
}

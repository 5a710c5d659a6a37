package org.diffcont.monitor;

import java.util.List;

/**
 * What a class's newest scores say.
 *
 * @param images        images compared: those of this class's present calibration, at most as many as asked for
 * @param passedOver    images scored with another calibration of the class
 * @param target        share of alarms that the threshold was set for
 * @param alarms        images called anomalous or unknown
 * @param unknownLimit  share of unknown images that is expected; 0 where none are told
 * @param unknown       images called unknown whose nearest class this is
 * @param drift         null where there is too little to compare, or the model does not hold what to compare with
 * @param warnings      a sentence each; none when all is well
 */
public record ClassReport(String className, int images, long passedOver, double target, Share alarms,
        double unknownLimit, Share unknown, Drift drift, List<String> warnings) {
    public ClassReport {
        warnings = List.copyOf(warnings);
    }
}

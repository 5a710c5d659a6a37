package org.diffcont.evaluate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is measured after one experience, on the test images of all classes seen so far.
 *
 * @param index           index of the experience, from 0
 * @param classes         names of the classes it added
 * @param seconds         seconds it took
 * @param pooled          all images together
 * @param macro           mean over the classes, where a class defines the metric
 * @param routingAccuracy share of all images routed to their true class; NaN without images
 * @param perClass        every class seen so far, by name, in order of arrival
 * @param trivial         "everything is anomalous" on the same images
 * @param intervals       bootstrap confidence intervals
 * @param confusion       confusion[i][j]: images of class i routed to class j, in order of arrival
 * @param unknown         null where unknown products are not looked for
 */
public record ExperienceEvaluation(int index, List<String> classes, double seconds, ModeMetrics pooled,
                                   ModeMetrics macro, double routingAccuracy, Map<String, ClassEvaluation> perClass,
                                   TrivialRow trivial, Intervals intervals, List<List<Integer>> confusion,
                                   UnknownProducts unknown) {

    public ExperienceEvaluation {
        classes = List.copyOf(classes);
        // Map.copyOf would lose the order of arrival.
        perClass = Collections.unmodifiableMap(new LinkedHashMap<>(perClass));
        confusion = confusion.stream().map(List::copyOf).toList();
    }

    /** Names of all classes seen so far, in order of arrival. */
    public List<String> seenClasses() {
        return List.copyOf(perClass.keySet());
    }
}

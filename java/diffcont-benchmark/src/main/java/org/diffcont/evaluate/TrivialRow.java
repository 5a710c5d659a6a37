package org.diffcont.evaluate;

import java.util.List;

/**
 * What "everything is anomalous" gets on the same images, which every result is to be read beside.
 *
 * @param pooled over all images
 * @param macro  mean over the classes
 */
public record TrivialRow(Metrics pooled, Metrics macro) {

    static TrivialRow of(List<List<ScoredImage>> imagesByClass) {
        return new TrivialRow(Metrics.allAnomalous(imagesByClass.stream().flatMap(List::stream).toList()),
                Metrics.mean(imagesByClass.stream().map(Metrics::allAnomalous).toList()));
    }
}

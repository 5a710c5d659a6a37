package org.diffcont.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Bootstrap confidence intervals of an experience.
 *
 * @param level     confidence level
 * @param resamples number of resamples
 * @param pooled    over all images
 * @param macro     of the mean over the classes
 */
public record Intervals(double level, int resamples, ModeIntervals pooled, ModeIntervals macro) {

    /** Both class modes. */
    public record ModeIntervals(MetricIntervals predicted, @JsonProperty("true") MetricIntervals truth) {

        public MetricIntervals get(ClassMode mode) {
            return mode == ClassMode.PREDICTED ? predicted : truth;
        }
    }

    static Intervals of(List<List<ScoredImage>> imagesByClass, BootstrapSettings settings) {
        List<ScoredImage> all = imagesByClass.stream().flatMap(List::stream).toList();
        return new Intervals(settings.level(), settings.resamples(), modes(List.of(all), settings),
                modes(imagesByClass, settings));
    }

    private static ModeIntervals modes(List<List<ScoredImage>> imageSets, BootstrapSettings settings) {
        Bootstrap bootstrap = new Bootstrap(settings);
        return new ModeIntervals(bootstrap.intervals(imageSets, ClassMode.PREDICTED),
                bootstrap.intervals(imageSets, ClassMode.TRUE));
    }
}

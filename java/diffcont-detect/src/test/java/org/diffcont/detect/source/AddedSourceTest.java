package org.diffcont.detect.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.diffcont.config.Settings;
import org.diffcont.detect.Detector;
import org.diffcont.detect.DetectorLearning;
import org.diffcont.detect.Tiny;
import org.diffcont.error.ConfigurationException;
import org.junit.jupiter.api.Test;

/** A source is one file and one line: nothing else knows {@link RowMeansSource}. */
class AddedSourceTest {
    private static Settings settings(String bands) {
        return Tiny.settings("readings.candidates", "row_means:" + bands + "/diagonal", "routing.source",
            "pixels:as_is:4", "routing.rule", "shared_covariance");
    }

    @Test
    void aProductIsLearnedAndScoredByASourceFromAnotherModule() {
        Settings settings = settings("4");
        try (FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE);
                Detector detector = new DetectorLearning(settings, reader).learn(Detector.empty(), Optional.empty(),
                    List.of(Tiny.training("one", 1, 12, settings)), Tiny.QUIET).detector()) {
            assertEquals("row_means:4/diagonal", detector.classes().getFirst().statistics().readings().getFirst()
                .name().toString());
            float[] normal = Tiny.images(1, 1);
            float[] brightBand = normal.clone();
            for (int k = 0; k < Tiny.SIDE * Tiny.SIDE / 4; k++) {
                brightBand[k] = 1;
            }
            double expected = distance(detector, reader, settings, normal);
            assertTrue(distance(detector, reader, settings, brightBand) > 10 * expected);
        }
    }

    private static double distance(Detector detector, FeatureReader reader, Settings settings, float[] image) {
        return detector.score(Optional.empty(), reader, settings, Tiny.batch(image)).getFirst().distances()[0];
    }

    @Test
    void itsOwnRuleIsCheckedWithTheOthers() {
        assertTrue(assertThrows(ConfigurationException.class, () -> settings("3")).getMessage()
            .contains("row_means:3, which does not divide"));
    }
}

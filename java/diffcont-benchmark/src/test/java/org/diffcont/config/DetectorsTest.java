package org.diffcont.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diffcont.error.ConfigurationException;
import org.diffcont.training.TrainingSettings;
import org.junit.jupiter.api.Test;

class DetectorsTest {
    private static Settings read(String profile, String detector) {
        return Settings.read(profile, detector, null, Map.of());
    }

    private static Map<String, Object> decided(Settings settings) {
        Map<String, Object> decided = new TreeMap<>(settings.toMap());
        Keys.all().stream().filter(key -> !Detectors.decides(key)).forEach(key -> decided.remove(key.name()));
        return decided;
    }

    @Test
    void aDetectorIsTheSameOverEveryProfile() {
        for (String detector : Detectors.names()) {
            Map<String, Object> expected = decided(read(null, detector));
            assertTrue(expected.size() > 15);
            for (String profile : Profiles.names()) {
                assertEquals(expected, decided(read(profile, detector)), detector + " over " + profile);
            }
        }
    }

    @Test
    void theProfilesOwnDetectorsAreTheNamedOnes() {
        assertEquals(Settings.profile("industrial"), read("industrial", "industrial"));
        assertEquals(Settings.profile("paper"), read("paper", "paper"));
    }

    @Test
    void onlyDetectorsOfTheNetworkHaveOne() {
        for (String detector : Detectors.names()) {
            boolean network = List.of("paper", "padim", "patchcore").contains(detector);
            for (String profile : List.of("demo", "paper")) {
                assertEquals(network, TrainingSettings.hasNetwork(read(profile, detector)), detector);
                assertEquals(network, Detectors.readsNetwork(detector), detector);
            }
        }
    }

    @Test
    void filesAndSingleKeysWinOverADetector() {
        Settings settings = Settings.read("demo", "padim", null, Map.of("readings.poolings", "mean"));
        assertEquals(List.of(Pooling.MEAN), settings.readings().poolings());
        assertEquals(Candidate.of("levels:16/location_mahalanobis:100"), settings.readings().candidates().getFirst());
        assertFalse(settings.readings().chooses());
        assertEquals(8, settings.get(TrainingSettings.class).steps(), "what is trained is the profile's");
    }

    @Test
    void unknownDetectorListsTheDetectors() {
        assertEquals("unknown detector 'padm'; there are: paper, padim, patchcore, filter_bank, training_free, "
            + "industrial",
            assertThrows(ConfigurationException.class, () -> read(null, "padm")).getMessage());
    }
}

package org.diffcont.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.diffcont.error.ConfigurationException;
import org.diffcont.replay.ReplaySettings;
import org.diffcont.strategy.StrategySettings;
import org.diffcont.training.ProjectorSettings;
import org.diffcont.training.TrainingSettings;
import org.junit.jupiter.api.Test;

class ProfilesTest {
    @Test
    void everyProfileHoldsOnlyDifferencesFromTheDefaults() {
        Map<String, Object> defaults = Settings.defaults().values();
        for (String profile : Profiles.names()) {
            Map<String, Object> changes = Profiles.read(profile);
            assertEquals(profile.equals("industrial"), changes.isEmpty(), "the defaults are the industrial profile");
            changes.forEach((name, raw) -> assertNotEquals(
                    defaults.get(name), Keys.get(name, profile).read(raw, profile), profile + " " + name));
        }
    }

    @Test
    void paperProfileReadsTheNetworkAsThePaperDoes() {
        Settings paper = Settings.profile("paper");
        assertEquals(32, paper.data().imageSize());
        assertEquals(256, paper.network().channels().getLast());
        assertEquals(new EmbeddingTimestep.Random(), paper.embedding().timestep());
        assertEquals(EmbeddingSettings.Noise.FRESH, paper.embedding().noise());
        assertEquals(EmbeddingSettings.Label.CANDIDATE, paper.embedding().label());
        assertEquals(32, paper.network().imageSize());
        assertEquals(List.of(Candidate.of("bottleneck/whitened")), paper.readings().candidates());
        assertFalse(paper.readings().chooses());
        assertEquals(1, paper.get(TrainingSettings.class).epochs());
        assertEquals(RoutingSettings.Rule.HEAD, paper.routing().rule());
        assertEquals(EvtSettings.FitOn.TRAIN, paper.evt().fitOn());
        assertEquals(ProjectorSettings.Training.FIRST, paper.get(ProjectorSettings.class).train());
        assertEquals(0.5, paper.get(ReplaySettings.class).acceptance());
        assertEquals(100, paper.get(ReplaySettings.class).perClass());
        assertEquals(2e-4, paper.get(TrainingSettings.class).learningRate());
    }

    @Test
    void demoProfileIsSmallAndReadsTheNetworkAtOneTimestepAndNoise() {
        Settings demo = Settings.profile("demo");
        assertEquals(List.of(16, 32, 64), demo.network().channels());
        assertEquals(new EmbeddingTimestep.Fixed(50), demo.embedding().timestep());
        assertEquals(EmbeddingSettings.Noise.COMMON, demo.embedding().noise());
        assertEquals(ProjectorSettings.Training.NEVER, demo.get(ProjectorSettings.class).train());
        assertEquals(10, demo.get(ReplaySettings.class).ddimSteps());
        assertEquals(List.of(new Reading(Candidate.of("levels:16/location_mahalanobis:40"), new Pooling(0.1))),
                demo.readings().all());
    }

    @Test
    void industrialProfileNeedsNoNetworkAndChoosesItsReadings() {
        Settings industrial = Settings.profile("industrial");
        assertEquals(Settings.defaults(), industrial);
        assertFalse(TrainingSettings.hasNetwork(industrial));
        assertFalse(StrategySettings.replays(industrial));
        assertEquals(6 * 5 + 1, industrial.readings().all().size(), "models without cells are not pooled");
        assertEquals(4, industrial.readings().chosen());
    }

    @Test
    void unknownProfileListsTheProfiles() {
        assertEquals("unknown profile 'papr'; there are: industrial, demo, paper",
                assertThrows(ConfigurationException.class, () -> Settings.profile("papr")).getMessage());
    }
}

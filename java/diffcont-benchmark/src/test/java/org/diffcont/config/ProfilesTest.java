package org.diffcont.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
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
            Map<String, Object> changes = Profiles.read(profile, true);
            assertEquals(profile.equals("training_free"), changes.isEmpty(),
                    "the defaults are the training-free profile");
            changes.forEach((name, raw) -> assertNotEquals(
                    defaults.get(name), Keys.get(name, profile).read(raw, profile), profile + " " + name));
        }
    }

    /** Each value is the paper's, and the comment before it says in which words. */
    @Test
    void paperProfileIsWhatThePaperSays() {
        Settings paper = Settings.profile("paper");
        // "at 32 x 32 resolution", "d = 2304"
        assertEquals(32, paper.data().imageSize());
        assertEquals(32, paper.network().imageSize());
        ProjectorSettings projector = paper.get(ProjectorSettings.class);
        assertEquals(2304, projector.channels() * projector.grid() * projector.grid());
        // "a diffusion U-Net with 1000 training steps", "Adam learning rate 2 x 10^-4", "1 epoch results"
        assertEquals(1000, paper.diffusion().timesteps());
        assertEquals(2e-4, paper.get(TrainingSettings.class).learningRate());
        assertEquals(1, paper.get(TrainingSettings.class).epochs());
        // "we randomly intialize a timestep t and noise that will be added to the image", as experience and test image
        assertEquals(new EmbeddingTimestep.Random(), paper.embedding().timestep());
        assertEquals(EmbeddingSettings.Noise.FRESH, paper.embedding().noise());
        assertEquals(EmbeddingSettings.Label.CANDIDATE, paper.embedding().label());
        // "trained on the first experience ... this is later frozen"
        assertEquals(ProjectorSettings.Training.FIRST, paper.get(ProjectorSettings.class).train());
        // "extracted from the U-Net Bottleneck + Projector P", "whitened space": one reading, nothing to choose
        assertEquals(List.of("bottleneck/whitened"), paper.readings().candidates().stream().map(Candidate::toString)
            .toList());
        assertFalse(paper.readings().chooses());
        // "from the inlier distances, we take the top 10% right-tail"
        assertEquals(EvtSettings.FitOn.TRAIN, paper.evt().fitOn());
        assertEquals(0.1, paper.evt().tail());
        // "classified by the Classifier Head H into class c"
        assertEquals(RoutingSettings.Rule.HEAD, paper.routing().rule());
        // "Weibull CDF <= tau_gen = 0.5", "K = 100"
        assertEquals(0.5, paper.get(ReplaySettings.class).acceptance());
        assertEquals(100, paper.get(ReplaySettings.class).perClass());
    }

    /** README: one fixed timestep, one common noise tensor, tails on images that the statistics did not see. */
    @Test
    void demoProfileIsASmallNetworkReadSoThatItDetects() {
        Settings demo = Settings.profile("demo");
        Settings paper = Settings.profile("paper");
        assertTrue(Collections.max(demo.network().channels()) < Collections.max(paper.network().channels()));
        assertTrue(demo.get(ReplaySettings.class).perClass() < paper.get(ReplaySettings.class).perClass());
        assertInstanceOf(EmbeddingTimestep.Fixed.class, demo.embedding().timestep());
        assertEquals(EmbeddingSettings.Noise.COMMON, demo.embedding().noise());
        assertNotEquals(EvtSettings.FitOn.TRAIN, demo.evt().fitOn());
        assertEquals(1, demo.readings().all().size());
        assertTrue(demo.readings().all().getFirst().candidate().toString().startsWith("levels:"), "the network's");
    }

    @Test
    void industrialProfileReadsTheTrunkAlwaysAndChoosesOneReadingMore() {
        Settings industrial = Settings.profile("industrial");
        assertEquals(Profiles.DEFAULT, "industrial");
        assertFalse(TrainingSettings.hasNetwork(industrial));
        assertFalse(StrategySettings.replays(industrial));
        assertTrue(industrial.hasTrunk());
        assertTrue(industrial.readings().always().stream().allMatch(r -> r.candidate().source().name().equals("trunk")));
        assertTrue(industrial.readings().offered().stream().noneMatch(
                r -> r.candidate().source().name().equals("trunk")));
        assertEquals(5 * 5, industrial.readings().offered().size());
        assertEquals(4 + 1, industrial.readings().kept());
    }

    @Test
    void withoutATrunkTheIndustrialProfileIsTheTrainingFreeOne() {
        Settings without = Settings.read("industrial", null, Map.of("trunk.file", "none"));
        assertFalse(without.hasTrunk());
        assertEquals(Settings.profile("training_free").with("trunk.file", "none"), without);
        assertEquals(without, Settings.read("training_free", "industrial", null, Map.of("trunk.file", "none")));
        assertEquals(Settings.defaults(), Settings.profile("training_free"));
    }

    @Test
    void trainingFreeProfileChoosesItsReadings() {
        Settings free = Settings.profile("training_free");
        assertFalse(TrainingSettings.hasNetwork(free));
        assertFalse(StrategySettings.replays(free));
        assertEquals(6 * 5 + 1, free.readings().all().size(), "models without cells are not pooled");
        assertEquals(4, free.readings().kept());
    }

    @Test
    void unknownProfileListsTheProfiles() {
        assertEquals("unknown profile 'papr'; there are: industrial, training_free, demo, paper",
                assertThrows(ConfigurationException.class, () -> Settings.profile("papr")).getMessage());
    }
}

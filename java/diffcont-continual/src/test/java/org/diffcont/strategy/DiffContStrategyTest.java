package org.diffcont.strategy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Tiny;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.error.UserException;
import org.diffcont.nativecore.Losses;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.Network;
import org.diffcont.progress.CancelledException;
import org.diffcont.progress.Progress;
import org.diffcont.progress.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffContStrategyTest {
    private static final List<String> PARAMETERS = List.of("conv_in.weight", "conv_out.bias", "mid_block.resnets.0."
        + "conv1.weight", "class_embedding.weight", "projector.weight", "projector.bias", "head.weight", "head.bias");

    private static DiffContStrategy strategy(Settings settings) {
        return new DiffContStrategy(settings, new FeatureReader(settings, Tiny.MACHINE));
    }

    private static Settings refit(Settings settings) {
        return settings.with("statistics.old_classes", "refit").with("replay.per_class", "6");
    }

    private static Strategy.Outcome learn(Settings settings, LearnerState before, String name, long seed) {
        return strategy(settings).learn(before, List.of(Tiny.training(name, seed, 12, settings)), Tiny.QUIET);
    }

    private static double[] distances(LearnerState state, Settings settings) {
        return TinyLearner.score(state, settings, Tiny.images(55, 5)).stream().flatMapToDouble(s -> Arrays.stream(
            s.distances())).toArray();
    }

    private static Network network(LearnerState state) {
        return state.network().orElseThrow();
    }

    private static void assertSameNetwork(Network expected, Network actual) {
        for (String name : PARAMETERS) {
            assertArrayEquals(expected.readParameter(name), actual.readParameter(name), name);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsOldClassesAsTheyWereFitted(boolean paper) {
        Settings settings = paper ? TinyLearner.paper() : TinyLearner.settings();
        try (LearnerState first = learn(settings, null, "bottle", 1).state();
                LearnerState second = learn(settings, first, "cable", 2).state()) {
            assertEquals(List.of("bottle", "cable"), second.classNames());
            assertEquals(2, second.experiences());
            assertSame(first.detector().classes().get(0), second.detector().classes().get(0));
            assertTrue(first.detector().replacedIn(second.detector()).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refitsOldClassesOnReplayReadByTheStudent(boolean paper) {
        Settings settings = refit(paper ? TinyLearner.paper() : TinyLearner.settings());
        Strategy.Outcome second = null;
        try (LearnerState first = learn(settings, null, "bottle", 1).state()) {
            second = learn(settings, first, "cable", 2);
            ClassDetector old = first.detector().classes().get(0);
            ClassDetector refitted = second.state().detector().classes().get(0);
            assertEquals(List.of(old), first.detector().replacedIn(second.state().detector()));
            assertNotSame(old.statistics(), refitted.statistics());
            assertNotEquals(old.thresholdDistance(), refitted.thresholdDistance());
            assertEquals("bottle", refitted.name());
            assertTrue(refitted.calibration().refitOnReplay());
            assertFalse(second.state().detector().classes().get(1).calibration().refitOnReplay());
            assertEquals(6, second.replay().count());
        } finally {
            if (second != null) {
                second.state().close();
            }
        }
    }

    @Test
    void whiteningAndProjectorAreFrozenAfterTheFirstExperience() {
        Settings settings = TinyLearner.paper();
        try (LearnerState first = learn(settings, null, "bottle", 1).state();
                LearnerState second = learn(settings, first, "cable", 2).state()) {
            assertSame(first.detector().whitening().orElseThrow(), second.detector().whitening().orElseThrow());
            assertArrayEquals(network(first).readParameter("projector.weight"),
                network(second).readParameter("projector.weight"));
            assertArrayEquals(network(first).readParameter("projector.bias"),
                network(second).readParameter("projector.bias"));
            assertFalse(Arrays.equals(network(first).readParameter("conv_in.weight"),
                network(second).readParameter("conv_in.weight")), "the rest of the network learns");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsWithTheFirstExperiencesNetworkWhichNeverMoves(boolean paper) {
        String[] changes = {"embedding.network", "first", "routing.rule", "shared_covariance", "embedding.label",
            "none"};
        Settings settings = paper ? TinyLearner.paper(changes) : TinyLearner.settings(changes);
        try (LearnerState first = learn(settings, null, "bottle", 1).state();
                LearnerState second = learn(settings, first, "cable", 2).state()) {
            assertSameNetwork(network(first), first.reader().orElseThrow());
            assertSame(first.reader().orElseThrow(), second.reader().orElseThrow());
            assertFalse(Arrays.equals(network(first).readParameter("conv_in.weight"),
                network(second).readParameter("conv_in.weight")));
            double[] before = distances(first, settings);
            double[] after = distances(second, settings);
            for (int i = 0; i < before.length; i++) {
                assertEquals(before[i], after[2 * i], "an old class's distance does not move");
            }
        }
    }

    @Test
    void projectorLearnsInTheFirstExperienceOnlyWhenToldTo() {
        float[][] trained = new float[3][];
        String[] choices = {"first", "never", "never"};
        for (int i = 0; i < 3; i++) {
            Settings settings = TinyLearner.paper("projector.train", choices[i], "training.epochs", i == 2 ? "0" : "1");
            try (LearnerState state = learn(settings, null, "bottle", 1).state()) {
                trained[i] = network(state).readParameter("projector.weight");
            }
        }
        assertArrayEquals(trained[2], trained[1]);
        assertFalse(Arrays.equals(trained[1], trained[0]));
    }

    @Test
    void teacherAndOldDetectorAreNotChangedByTheNextExperience() {
        Settings settings = refit(TinyLearner.settings());
        try (LearnerState first = learn(settings, null, "bottle", 1).state(); Network copy = network(first).copy()) {
            double[] before = distances(first, settings);
            learn(settings, first, "cable", 2).state().close();
            // What both states share was closed with the second; with refit nothing native is shared.
            assertSameNetwork(copy, network(first));
            assertEquals(1, network(first).config().classCount());
            assertArrayEquals(before, distances(first, settings));
        }
    }

    @Test
    void oldClassesRowsOfHeadAndClassEmbeddingAreCarriedOver() {
        Settings settings = TinyLearner.settings("training.epochs", "0");
        try (LearnerState first = learn(settings, null, "bottle", 1).state();
                LearnerState second = learn(settings, first, "cable", 2).state()) {
            for (String name : new String[] {"head.weight", "head.bias", "class_embedding.weight"}) {
                float[] old = network(first).readParameter(name);
                float[] grown = network(second).readParameter(name);
                assertEquals(2 * old.length, grown.length);
                assertArrayEquals(old, Arrays.copyOf(grown, old.length), name);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSameSeedGivesTheSameBitsAndAnotherSeedOthers(boolean paper) {
        Settings settings = refit(paper ? TinyLearner.paper() : TinyLearner.settings());
        try (LearnerState one = TinyLearner.learn(settings, "bottle", "cable");
                LearnerState two = TinyLearner.learn(settings, "bottle", "cable");
                LearnerState other = TinyLearner.learn(settings.with("seed", "9"), "bottle", "cable")) {
            assertSameNetwork(network(one), network(two));
            for (int c = 0; c < 2; c++) {
                assertEquals(one.detector().classes().get(c).thresholdDistance(),
                    two.detector().classes().get(c).thresholdDistance());
                assertEquals(one.detector().classes().get(c).tail(), two.detector().classes().get(c).tail());
            }
            assertArrayEquals(distances(one, settings), distances(two, settings));
            assertFalse(Arrays.equals(network(one).readParameter("conv_in.weight"),
                network(other).readParameter("conv_in.weight")));
        }
    }

    @Test
    void withoutANetworkReadingsAreChosenAndOldClassesStayAsTheyAre() {
        Settings settings = TinyLearner.settings("training.epochs", "0", "routing.rule", "shared_covariance",
            "routing.source", "filter_bank:as_is:4", "readings.candidates",
            "filter_bank:as_is:4/location_mahalanobis:3,"
            + "dct:mean_subtracted:4/patch_memory:20,pixels:as_is:8/pca_residual:4", "readings.poolings", "max,mean",
            "readings.chosen", "3");
        long handles = NativeRuntime.liveHandles();
        Strategy.Outcome first = learn(settings, null, "bottle", 1);
        Strategy.Outcome second = learn(settings, first.state(), "cable", 2);
        try (LearnerState state = second.state()) {
            assertTrue(state.network().isEmpty() && state.reader().isEmpty() && !state.hasOwnReader());
            assertTrue(second.losses().isEmpty() && second.replay().count() == 0 && second.effectiveRank().isEmpty());
            assertSame(first.state().detector().classes().get(0), state.detector().classes().get(0));
            for (ClassDetector c : state.detector().classes()) {
                assertEquals(3, c.statistics().readings().size());
                assertTrue(c.statistics().readings().stream().allMatch(r -> r.synthetic().isPresent()));
            }
            for (int c = 0; c < 2; c++) {
                for (var scores : TinyLearner.score(state, settings, Tiny.images(c + 1, 4))) {
                    assertEquals(c, scores.routedClass());
                }
            }
        }
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    @Test
    void severalClassesArriveInOneExperience() {
        Settings settings = TinyLearner.paper();
        Strategy.Outcome outcome = strategy(settings).learn(null, List.of(
            Tiny.training("bottle", 1, 12, settings), Tiny.training("cable", 2, 7, settings)), Tiny.QUIET);
        try (LearnerState state = outcome.state()) {
            assertEquals(List.of("bottle", "cable"), state.classNames());
            assertEquals(2, network(state).config().classCount());
            assertEquals(4, outcome.losses().size(), "10 and 6 images are left to train on, in batches of 4");
        }
    }

    @Test
    void everyStepsLossesAreReportedAndTheReplayTermsOnlyWithReplay() {
        Settings settings = TinyLearner.settings("training.steps", "4");
        try (LearnerState first = learn(settings, null, "bottle", 1).state()) {
            Strategy.Outcome second = learn(settings, first, "cable", 2);
            try (LearnerState _ = second.state()) {
                assertEquals(4, second.losses().size());
                for (Losses losses : second.losses()) {
                    assertTrue(losses.total() > 0 && losses.gradientNorm() > 0);
                }
                assertEquals(0, second.losses().getFirst().distillation(), 1e-9, "the student begins as its teacher");
                assertTrue(second.losses().getLast().distillation() > 0 && second.losses().getLast().alignment() > 0);
                assertTrue(second.effectiveRank().getAsDouble() > 1);
            }
            Strategy.Outcome without = learn(settings.with("replay.per_class", "0"), first, "cable", 2);
            try (LearnerState _ = without.state()) {
                assertEquals(0, without.replay().count());
                assertTrue(without.losses().stream().allMatch(l -> l.distillation() == 0 && l.alignment() == 0));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingNativeIsLeftOnceAllStatesAreClosed(boolean refit) {
        Settings settings = refit ? refit(TinyLearner.settings()) : TinyLearner.settings("embedding.network", "first",
            "routing.rule", "nearest");
        long before = NativeRuntime.liveHandles();
        try (LearnerState _ = TinyLearner.learn(settings, "bottle", "cable", "capsule")) {
            assertTrue(NativeRuntime.liveHandles() > before);
        }
        assertEquals(before, NativeRuntime.liveHandles());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingNativeIsLeftOfACancelledExperienceWhereverItStopped(boolean refit) {
        Settings settings = TinyLearner.settings("statistics.old_classes", refit ? "refit" : "keep", "replay.per_class",
            "3", "training.steps", "2", "embedding.network", refit ? "current" : "first", "routing.rule", "nearest");
        try (LearnerState first = learn(settings, null, "bottle", 1).state()) {
            double[] scores = distances(first, settings);
            List<TrainingImages> two = List.of(Tiny.training("cable", 2, 12, settings),
                Tiny.training("capsule", 3, 12, settings));
            assertNothingIsLeftOfACancelledFirstExperience(settings, two);
            long before = NativeRuntime.liveHandles();
            int last = 0;
            for (int stopAt = 1; ; stopAt++) {
                int at = stopAt;
                AtomicInteger asked = new AtomicInteger();
                TaskContext context = new TaskContext(Progress.none(), () -> asked.incrementAndGet() >= at);
                try {
                    LearnerState next = strategy(settings).learn(first, two, context).state();
                    next.closeAllBut(first);
                    break;
                } catch (CancelledException e) {
                    assertEquals(before, NativeRuntime.liveHandles(), "stopped at question " + stopAt);
                    last = stopAt;
                }
            }
            assertTrue(last >= 6, "replay, training and statistics ask, but it was only " + last + " times");
            assertArrayEquals(scores, distances(first, settings));
        }
    }

    private static void assertNothingIsLeftOfACancelledFirstExperience(Settings settings,
            List<TrainingImages> classes) {
        long before = NativeRuntime.liveHandles();
        for (int stopAt = 1; stopAt <= 4; stopAt++) {
            int at = stopAt;
            AtomicInteger asked = new AtomicInteger();
            assertThrows(CancelledException.class, () -> strategy(settings).learn(null, classes,
                new TaskContext(Progress.none(), () -> asked.incrementAndGet() >= at)));
            assertEquals(before, NativeRuntime.liveHandles(), "stopped at question " + stopAt);
        }
    }

    @Test
    void nothingNativeIsLeftWhenTheSecondOfTwoClassesCannotBeFitted() {
        Settings settings = TinyLearner.settings();
        long before = NativeRuntime.liveHandles();
        UserException e = assertThrows(UserException.class, () -> strategy(settings).learn(null, List.of(
            Tiny.training("bottle", 1, 12, settings), Tiny.training("cable", 2, 2, settings)), Tiny.QUIET));
        assertTrue(e.getMessage().contains("\"cable\""), e.getMessage());
        assertEquals(before, NativeRuntime.liveHandles());
    }

    @Test
    void trainingThatDivergesNamesExperienceAndStepAndLeavesTheStateBefore() {
        Settings settings = TinyLearner.settings();
        try (LearnerState first = learn(settings, null, "bottle", 1).state()) {
            double[] scores = distances(first, settings);
            long before = NativeRuntime.liveHandles();
            float[] images = Tiny.images(2, 12);
            // Squared in the loss, it overflows.
            images[5 * Tiny.SIZE] = 1e30f;
            UserException e = assertThrows(UserException.class, () -> strategy(settings).learn(first,
                List.of(TrainingImages.of("cable", Tiny.batch(images), settings)), Tiny.QUIET));
            assertTrue(e.getMessage().matches("training diverged in experience 1, step [0-2]: .*"), e.getMessage());
            assertTrue(e.getMessage().contains("training.learning_rate"), e.getMessage());
            assertEquals(before, NativeRuntime.liveHandles());
            assertArrayEquals(scores, distances(first, settings));
        }
    }

    @Test
    void refittingOnTooFewReplayedImagesSaysWhichKeyToRaise() {
        Settings settings = TinyLearner.settings("statistics.old_classes", "refit", "replay.per_class", "2");
        try (LearnerState first = learn(settings, null, "bottle", 1).state()) {
            long before = NativeRuntime.liveHandles();
            UserException e = assertThrows(UserException.class, () -> learn(settings, first, "cable", 2));
            assertTrue(e.getMessage().contains("replay.per_class"), e.getMessage());
            assertEquals(before, NativeRuntime.liveHandles());
        }
    }
}

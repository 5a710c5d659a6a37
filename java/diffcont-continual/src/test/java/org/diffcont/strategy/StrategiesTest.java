package org.diffcont.strategy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.detect.Tiny;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.error.ConfigurationException;
import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.ImageOutputs;
import org.diffcont.nativecore.LossWeights;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.Network;
import org.diffcont.nativecore.Trainer;
import org.diffcont.nativecore.TrainingConfig;
import org.diffcont.nativecore.WeightAnchor;
import org.diffcont.random.Seeds;
import org.diffcont.replay.ReplayBuffer;
import org.diffcont.training.Batch;
import org.diffcont.training.BatchSchedule;
import org.diffcont.training.NetworkConfigs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each strategy against a training loop written out here: which images a step sees, and which terms it weighs. */
class StrategiesTest {
    private static final int IMAGES = 12;
    private static final String[] PARAMETERS = {"conv_in.weight", "mid_block.resnets.0.conv1.weight",
        "class_embedding.weight", "projector.weight", "head.weight"};
    /** As the defaults: diffusion, classifier, distillation, alignment, center, classifier distillation. */
    private static final LossWeights ALL = new LossWeights(1, 1, 1, 1, 0.01, 1);
    private static final LossWeights WITHOUT_TEACHER = new LossWeights(1, 1, 0, 0, 0.01, 0);

    private static Settings settings(String strategy, String... changes) {
        String[] all = Arrays.copyOf(new String[] {"strategy.name", strategy}, 2 + changes.length);
        System.arraycopy(changes, 0, all, 2, changes.length);
        return TinyLearner.settings(all);
    }

    private static Strategy.Outcome learn(Settings settings, LearnerState before, String name, long seed) {
        return Strategies.of(settings, new FeatureReader(settings, Tiny.MACHINE)).learn(before,
            List.of(Tiny.training(name, seed, IMAGES, settings)), Tiny.QUIET);
    }

    /** What the second experience makes of the first one's network, step by step. */
    private static Network trained(Settings settings, Network teacher, float[] current, ReplayBuffer replay,
            LossWeights weights) {
        return trained(settings, teacher, current, replay, weights, _ -> { }, StrategiesTest::plain);
    }

    /** A training step: trainer, images, labels, and the batch that they are of. */
    @FunctionalInterface
    private interface Step {
        void take(Trainer trainer, float[] images, int[] labels, Batch batch);
    }

    private static void plain(Trainer trainer, float[] images, int[] labels, Batch batch) {
        trainer.step(images, labels, batch.current().length, batch.replay().length);
    }

    private static Network trained(Settings settings, Network teacher, float[] current, ReplayBuffer replay,
            LossWeights weights, Consumer<Trainer> prepared, Step step) {
        Network student = teacher.copy();
        student.addClasses(1, Seeds.derive(settings.seed(), "new class weights", 1));
        int[] labels = new int[IMAGES];
        Arrays.fill(labels, 1);
        steps(settings, student, teacher, current, labels, replay, weights, 1, false, prepared, step);
        return student;
    }

    private static void steps(Settings settings, Network student, Network teacher, float[] current, int[] labels,
            ReplayBuffer replay, LossWeights weights, int experience, boolean trainsProjector,
            Consumer<Trainer> prepared, Step step) {
        BatchSchedule schedule = BatchSchedule.ofEpochs(1, labels.length, 4, replay.countsByClass(), 4,
            Seeds.derive(settings.seed(), "batches", experience));
        try (Trainer trainer = trainer(settings, student, teacher, weights, experience, trainsProjector)) {
            prepared.accept(trainer);
            for (Batch batch : schedule) {
                List<float[]> images = new ArrayList<>();
                List<Integer> classes = new ArrayList<>();
                for (int i : batch.current()) {
                    images.add(Tiny.image(current, i));
                    classes.add(labels[i]);
                }
                for (int i : batch.replay()) {
                    images.add(replay.images().image(i));
                    classes.add(replay.labels()[i]);
                }
                step.take(trainer, joined(images), classes.stream().mapToInt(c -> c).toArray(), batch);
            }
        }
    }

    /** Images one after another, as a trainer takes them. */
    private static float[] joined(List<float[]> images) {
        return new ImageBatch(images.toArray(float[][]::new), Tiny.SIDE).values();
    }

    private static Trainer trainer(Settings settings, Network student, Network teacher, LossWeights weights,
            int experience, boolean trainsProjector) {
        return Trainer.create(student, teacher, new TrainingConfig(trainsProjector, Seeds.derive(settings.seed(),
            "training noise", experience), 2e-4, 0.9, 0.999, 1e-8, 1, 0.5, weights));
    }

    private static void assertSameNetwork(Network expected, LearnerState actual) {
        for (String name : PARAMETERS) {
            assertArrayEquals(expected.readParameter(name), actual.network().orElseThrow().readParameter(name), name);
        }
    }

    private static boolean sameWeights(LearnerState one, LearnerState other) {
        return Arrays.equals(one.network().orElseThrow().readParameter("conv_in.weight"),
            other.network().orElseThrow().readParameter("conv_in.weight"));
    }

    @Test
    void naiveTrainsOnTheNewImagesAloneWithoutAnyTermOfTheTeacher() {
        Settings settings = settings("naive");
        try (LearnerState first = learn(settings, null, "bottle", 1).state()) {
            Strategy.Outcome second = learn(settings, first, "cable", 2);
            try (LearnerState state = second.state(); Network expected = trained(settings,
                    first.network().orElseThrow(), Tiny.images(2, IMAGES), ReplayBuffer.empty(), WITHOUT_TEACHER)) {
                assertSameNetwork(expected, state);
                assertEquals(0, second.replay().count());
                assertTrue(second.losses().stream().allMatch(l -> l.distillation() == 0 && l.alignment() == 0
                    && l.classifierDistillation() == 0));
                assertSame(first.detector().classes().get(0), state.detector().classes().get(0));
            }
        }
    }

    @Test
    void diffcontTrainsOnReplayWithEveryTermOfTheTeacher() {
        Settings settings = settings("diffcont");
        try (LearnerState first = learn(settings, null, "bottle", 1).state()) {
            Strategy.Outcome second = learn(settings, first, "cable", 2);
            try (LearnerState state = second.state(); Network expected = trained(settings,
                    first.network().orElseThrow(), Tiny.images(2, IMAGES), second.replay(), ALL)) {
                assertSameNetwork(expected, state);
                assertEquals(2, second.replay().count());
            }
        }
    }

    @Test
    void generativeReplayTakesTheFirstSamplesUnseenByTheGateAndNoTermOfTheTeacher() {
        // No sample passes this gate, so gated replay draws all it may and takes the nearest.
        String[] strict = {"replay.acceptance", "0", "replay.per_class", "3"};
        Settings settings = settings("generative_replay", strict);
        try (LearnerState first = learn(settings, null, "bottle", 1).state()) {
            Strategy.Outcome second = learn(settings, first, "cable", 2);
            Strategy.Outcome gated = learn(settings("diffcont", strict), first, "cable", 2);
            try (LearnerState state = second.state(); LearnerState _ = new LearnerState(gated.state().network(),
                    Optional.empty(), Detector.empty(), 2, List.of());
                    Network expected = trained(settings, first.network().orElseThrow(), Tiny.images(2, IMAGES),
                        second.replay(), WITHOUT_TEACHER)) {
                assertSameNetwork(expected, state);
                assertEquals(3, second.replay().classes().getFirst().drawn());
                assertEquals(9, gated.replay().classes().getFirst().drawn());
                assertEquals(0, second.replay().classes().getFirst().shortfall());
                assertEquals(3, gated.replay().classes().getFirst().shortfall());
            } finally {
                gated.state().detector().classes().getLast().statistics().close();
            }
        }
    }

    @Test
    void replayTrainsOnStoredImagesOfTheOldClassesAtEightBits() {
        Settings settings = settings("replay", "strategy.exemplars", "5");
        try (LearnerState first = learn(settings, null, "bottle", 1).state()) {
            StoredImages stored = first.stored().getFirst();
            assertEquals(5, stored.count());
            assertEquals(5, Set.copyOf(originals(stored, Tiny.images(1, IMAGES))).size(), "five different images");
            Strategy.Outcome second = learn(settings, first, "cable", 2);
            ReplayBuffer replay = new ReplayBuffer(stored.images(), new int[5], Collections.nCopies(5, true), List.of(
                new ReplayBuffer.ClassReplay(0, "bottle", 5, 5, 5, 0, List.of())));
            try (LearnerState state = second.state(); Network expected = trained(settings,
                    first.network().orElseThrow(), Tiny.images(2, IMAGES), replay, WITHOUT_TEACHER)) {
                assertSameNetwork(expected, state);
                assertEquals(List.of(5, 5), state.stored().stream().map(StoredImages::count).toList());
                assertEquals(stored, state.stored().getFirst());
            }
        }
    }

    /** For each stored image, the index of the image it was made of. */
    private static List<Integer> originals(StoredImages stored, float[] images) {
        List<Integer> indices = new ArrayList<>();
        for (int s = 0; s < stored.count(); s++) {
            float[] one = stored.images().image(s);
            for (int i = 0; i < IMAGES; i++) {
                float[] original = Tiny.image(images, i);
                double largest = 0;
                for (int k = 0; k < one.length; k++) {
                    largest = Math.max(largest, Math.abs(one[k] - original[k]));
                }
                if (largest <= 1 / 255.0 + 1e-6) {
                    indices.add(i);
                }
            }
        }
        return indices;
    }

    @Test
    void derPlusPlusReplaysStoredImagesAndHoldsThemToTheOutputsOfTheirOwnTime() {
        Settings settings = settings("der_plus_plus", "strategy.exemplars", "5", "strategy.der_alpha", "0.3",
            "strategy.der_beta", "0.8");
        try (LearnerState first = learn(settings, null, "bottle", 1).state()) {
            StoredImages stored = first.stored().getFirst();
            long seed = Seeds.derive(settings.seed(), "stored outputs");
            ImageOutputs said;
            try (Network then = first.network().orElseThrow().copy();
                    Trainer trainer = trainer(settings, then, null, WITHOUT_TEACHER, 0, false)) {
                said = trainer.outputs(stored.images().values(), new int[5], new long[] {0, 1, 2, 3, 4}, seed);
            }
            assertEquals(new StoredOutputs(said.noise(), said.logits(), 1), stored.outputs().orElseThrow());

            Strategy.Outcome second = learn(settings, first, "cable", 2);
            ReplayBuffer replay = new ReplayBuffer(stored.images(), new int[5], Collections.nCopies(5, true), List.of(
                new ReplayBuffer.ClassReplay(0, "bottle", 5, 5, 5, 0, List.of())));
            Step step = (trainer, images, labels, batch) -> {
                float[] noise = new float[batch.replay().length * Tiny.SIZE];
                float[] logits = new float[batch.replay().length * 2];
                long[] streams = new long[batch.replay().length];
                for (int i = 0; i < streams.length; i++) {
                    streams[i] = batch.replay()[i];
                    System.arraycopy(said.noise(), batch.replay()[i] * Tiny.SIZE, noise, i * Tiny.SIZE, Tiny.SIZE);
                    logits[2 * i] = said.logits()[batch.replay()[i]];
                    logits[2 * i + 1] = Float.NaN;
                }
                trainer.step(images, labels, batch.current().length, streams.length, new ImageOutputs(noise, logits,
                    streams), seed, 0.3, 0.8);
            };
            try (LearnerState state = second.state(); Network expected = trained(settings,
                    first.network().orElseThrow(), Tiny.images(2, IMAGES), replay, WITHOUT_TEACHER, _ -> { }, step)) {
                assertSameNetwork(expected, state);
                assertEquals(stored, state.stored().getFirst(), "outputs stay those of their own time");
                assertEquals(2, state.stored().getLast().outputs().orElseThrow().classes());
                assertTrue(second.losses().getLast().strategyTerm() > 0);
            }
        }
    }

    @Test
    void storedOutputsCountInTheBudgetOfBytes() {
        int bytes = Tiny.SIZE + 4 * Tiny.SIZE + 4 * 2;
        Settings settings = settings("der_plus_plus", "strategy.exemplar_bytes", Integer.toString(2 * 3 * bytes));
        try (LearnerState state = TinyLearner.learn(settings, "bottle", "cable")) {
            assertEquals(List.of(3, 3), state.stored().stream().map(StoredImages::count).toList());
            assertEquals(List.of(3, 3), state.stored().stream().map(s -> s.outputs().orElseThrow().count()).toList());
        }
    }

    @Test
    void ewcHoldsWeightsByTheFisherInformationOfEachExperience() {
        Settings settings = settings("ewc", "strategy.fisher_images", "5", "strategy.ewc_weight", "200");
        try (LearnerState first = learn(settings, null, "bottle", 1).state()) {
            WeightAnchor anchor = first.anchor().orElseThrow();
            assertSameAnchor(anchor(settings, first, 0), anchor);
            Strategy.Outcome second = learn(settings, first, "cable", 2);
            WeightAnchor[] grown = new WeightAnchor[1];
            try (LearnerState state = second.state(); Network expected = trained(settings,
                    first.network().orElseThrow(), Tiny.images(2, IMAGES), ReplayBuffer.empty(), WITHOUT_TEACHER,
                    trainer -> {
                        trainer.hold(anchor, 200);
                        grown[0] = trainer.expanded(anchor);
                    }, StrategiesTest::plain)) {
                assertSameNetwork(expected, state);
                assertEquals(0, second.losses().getFirst().strategyTerm());
                assertTrue(second.losses().getLast().strategyTerm() > 0);
                assertSameAnchor(EwcStrategy.sum(grown[0], anchor(settings, state, 1)), state.anchor().orElseThrow());
            }
        }
    }

    /** Of the network as it is: information of five images of the experience's class, and the weights. */
    private static WeightAnchor anchor(Settings settings, LearnerState state, int experience) {
        int[] order = Seeds.permutation(IMAGES, Seeds.generator(settings.seed(), "fisher images", experience));
        List<float[]> images = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            images.add(Tiny.image(Tiny.images(experience + 1, IMAGES), order[i]));
        }
        int[] labels = new int[5];
        Arrays.fill(labels, experience);
        try (Network network = state.network().orElseThrow().copy();
                Trainer trainer = trainer(settings, network, null, WITHOUT_TEACHER, experience, false)) {
            return new WeightAnchor(trainer.importance(joined(images), labels), trainer.weights(),
                experience + 1);
        }
    }

    private static void assertSameAnchor(WeightAnchor expected, WeightAnchor actual) {
        assertArrayEquals(expected.importance(), actual.importance());
        assertArrayEquals(expected.center(), actual.center());
        assertEquals(expected.classes(), actual.classes());
    }

    @Test
    void twoAnchorsAreOneWhosePenaltyIsTheirsUpToAConstant() {
        WeightAnchor one = new WeightAnchor(new float[] {2, 0, 1}, new float[] {1, 5, -1}, 2);
        WeightAnchor other = new WeightAnchor(new float[] {1, 3, 0}, new float[] {4, 2, 7}, 2);
        WeightAnchor both = EwcStrategy.sum(one, other);
        double[] constants = new double[2];
        float[][] weights = {{0, 0, 0}, {2.5f, -1, 3}};
        for (int w = 0; w < 2; w++) {
            constants[w] = penalty(one, weights[w]) + penalty(other, weights[w]) - penalty(both, weights[w]);
        }
        assertEquals(constants[0], constants[1], 1e-9);
        assertArrayEquals(new float[] {2, 2, -1}, both.center());
    }

    private static double penalty(WeightAnchor anchor, float[] weights) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += anchor.importance()[i] * Math.pow(weights[i] - anchor.center()[i], 2) / 2;
        }
        return sum;
    }

    @Test
    void lwfKeepsTheOldOutputsOnTheNewImagesAndReplaysNothing() {
        Settings settings = settings("lwf", "strategy.lwf_weight", "3", "strategy.lwf_temperature", "1.5");
        try (LearnerState first = learn(settings, null, "bottle", 1).state()) {
            Strategy.Outcome second = learn(settings, first, "cable", 2);
            try (LearnerState state = second.state(); Network expected = trained(settings,
                    first.network().orElseThrow(), Tiny.images(2, IMAGES), ReplayBuffer.empty(), WITHOUT_TEACHER,
                    trainer -> trainer.keepOldOutputs(3, 1.5), StrategiesTest::plain)) {
                assertSameNetwork(expected, state);
                assertEquals(0, second.replay().count());
                assertEquals(List.of(), state.stored());
                assertTrue(second.losses().getLast().strategyTerm() > 0);
            }
        }
    }

    @Test
    void independentGivesEachClassANetworkOfItsOwnAndRoutesByTheirDistances() {
        Settings settings = settings("independent", "routing.rule", "nearest");
        Settings alone = settings("naive", "routing.rule", "nearest");
        float[] images = Tiny.images(7, 3);
        try (LearnerState first = learn(settings, null, "bottle", 1).state();
                LearnerState both = learn(settings, first, "cable", 2).state();
                LearnerState bottle = learn(alone, null, "bottle", 1).state();
                LearnerState cable = learn(alone, null, "cable", 2).state()) {
            assertTrue(both.network().isEmpty());
            assertSame(first.detector().classes().get(0), both.detector().classes().get(0));
            List<ClassDetector> own = List.of(bottle.detector().classes().getFirst(),
                cable.detector().classes().getFirst());
            List<Detector.ImageScores> scores = TinyLearner.score(both, settings, images);
            for (int i = 0; i < 3; i++) {
                double[] distances = {TinyLearner.score(bottle, alone, images).get(i).distances()[0],
                    TinyLearner.score(cable, alone, images).get(i).distances()[0]};
                assertArrayEquals(distances, scores.get(i).distances());
                assertEquals(distances[0] / own.get(0).thresholdDistance() <= distances[1]
                    / own.get(1).thresholdDistance() ? 0 : 1, scores.get(i).routedClass());
            }
        }
    }

    @Test
    void independentCannotRouteByANetworkThatKnowsAllClasses() {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> settings("independent",
            "routing.rule", "head"));
        assertTrue(e.getMessage().contains("routing.rule = head"), e.getMessage());
    }

    @Test
    void aBudgetOfBytesIsSharedByAllClassesAndOldImagesGiveWay() {
        // Room for seven images.
        Settings settings = settings("replay", "strategy.exemplar_bytes", Integer.toString(7 * Tiny.SIZE + 1));
        try (LearnerState state = TinyLearner.learn(settings, "bottle", "cable", "capsule")) {
            assertEquals(List.of(2, 2, 2), state.stored().stream().map(StoredImages::count).toList());
            try (LearnerState first = TinyLearner.learn(settings, "bottle")) {
                assertEquals(7, first.stored().getFirst().count());
                assertEquals(first.stored().getFirst().first(2), state.stored().getFirst());
            }
        }
    }

    @Test
    void replayRefitsOldClassesOnStoredImagesAlsoWithoutANetwork() {
        Settings settings = settings("replay", "statistics.old_classes", "refit", "training.epochs", "0",
            "routing.rule", "nearest", "readings.candidates", "pixels:as_is:4/location_mahalanobis:3");
        try (LearnerState first = learn(settings, null, "bottle", 1).state();
                LearnerState second = learn(settings, first, "cable", 2).state()) {
            assertTrue(second.network().isEmpty());
            ClassDetector refitted = second.detector().classes().get(0);
            assertNotSame(first.detector().classes().get(0).statistics(), refitted.statistics());
            assertTrue(refitted.calibration().refitOnReplay());
        }
    }

    @Test
    void jointStartsAnewOnAllImagesSoFarAndFitsEveryClassAgain() {
        Settings settings = settings("joint", "projector.train", "first");
        try (LearnerState first = learn(settings, null, "bottle", 1).state();
                LearnerState second = learn(settings, first, "cable", 2).state();
                Network expected = Network.create(NetworkConfigs.of(settings, 2),
                    Seeds.derive(settings.seed(), "network weights"))) {
            float[] all = ImageBatch.join(List.of(StoredImages.of(Tiny.batch(1, IMAGES)).images(),
                StoredImages.of(Tiny.batch(2, IMAGES)).images())).values();
            int[] labels = new int[2 * IMAGES];
            Arrays.fill(labels, IMAGES, 2 * IMAGES, 1);
            steps(settings, expected, null, all, labels, ReplayBuffer.empty(), ALL, 0, true, _ -> { },
                StrategiesTest::plain);
            assertSameNetwork(expected, second);
            assertEquals(2, second.experiences());
            assertEquals(List.of("bottle", "cable"), second.classNames());
            assertEquals(List.of(IMAGES, IMAGES), second.stored().stream().map(StoredImages::count).toList());
            assertNotSame(first.detector().classes().get(0).statistics(),
                second.detector().classes().get(0).statistics());
        }
    }

    @Test
    void jointTakesAsManyStepsAsTheOthersHaveTakenInAll() {
        Settings settings = settings("joint", "training.steps", "3");
        try (LearnerState first = learn(settings, null, "bottle", 1).state()) {
            Strategy.Outcome second = learn(settings, first, "cable", 2);
            second.state().close();
            assertEquals(6, second.losses().size());
        }
    }

    @ParameterizedTest
    @EnumSource(StrategySettings.Name.class)
    void nothingNativeIsLeftAndTheFirstExperienceIsTheSameForAll(StrategySettings.Name name) {
        // Where each class has a network of its own, there is no head that knows them all.
        boolean own = name == StrategySettings.Name.INDEPENDENT;
        Settings settings = settings(name.name().toLowerCase(Locale.ROOT), "routing.rule", own ? "nearest" : "head");
        long handles = NativeRuntime.liveHandles();
        try (LearnerState three = TinyLearner.learn(settings, "bottle", "cable", "capsule")) {
            assertEquals(3, three.detector().classes().size());
        }
        assertEquals(handles, NativeRuntime.liveHandles());
        if (name != StrategySettings.Name.JOINT && !own) {
            try (LearnerState first = TinyLearner.learn(settings, "bottle");
                    LearnerState naive = TinyLearner.learn(settings("naive"), "bottle");
                    LearnerState second = TinyLearner.learn(settings, "bottle", "cable")) {
                assertTrue(sameWeights(naive, first));
                assertFalse(sameWeights(first, second));
            }
        }
    }

    @Test
    void withoutANetworkNoStrategyStoresImagesAndAllGiveTheSameScores() {
        double[] expected = null;
        for (StrategySettings.Name name : StrategySettings.Name.values()) {
            Settings settings = settings(name.name().toLowerCase(Locale.ROOT), "training.epochs", "0",
                "routing.rule", "nearest", "readings.candidates", "pixels:as_is:4/location_mahalanobis:3");
            try (LearnerState state = TinyLearner.learn(settings, "bottle", "cable")) {
                assertEquals(List.of(), state.stored());
                double[] scores = TinyLearner.score(state, settings, Tiny.images(7, 3)).stream()
                    .flatMapToDouble(s -> Arrays.stream(s.distances())).toArray();
                assertArrayEquals(expected == null ? scores : expected, scores);
                expected = scores;
            }
        }
    }
}

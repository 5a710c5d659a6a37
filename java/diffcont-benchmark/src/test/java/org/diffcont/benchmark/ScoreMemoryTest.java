package org.diffcont.benchmark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diffcont.config.Settings;
import org.diffcont.detect.Detector;
import org.diffcont.detect.DetectorFitting;
import org.diffcont.detect.Tiny;
import org.diffcont.detect.route.RoutingDescriptor;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.Network;
import org.diffcont.strategy.TinyLearner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreMemoryTest {
    private static final int COUNT = 70;
    private static final int CLASSES = 3;
    private static final ImageBatch IMAGES = Tiny.batch(31, COUNT);

    private final List<Integer> fetched = new ArrayList<>();

    private ImageBatch fetch(int[] indices) {
        Arrays.stream(indices).forEach(fetched::add);
        return IMAGES.select(indices);
    }

    private static Detector learn(Detector known, Settings settings, Optional<Network> network) {
        int c = known.classes().size();
        ImageReadings images = new FeatureReader(settings, Tiny.MACHINE).open(network, Tiny.batch(40 + c, 12))
            .forClass(c);
        Detector learned = known.with(new DetectorFitting(settings, Tiny.MACHINE).fit(c, "class" + c, images, null,
            null, false).detector());
        return learned.with(learned.router().with(RoutingDescriptor.of(settings.routing()).of(images)));
    }

    private static void assertScoredAnew(Detector detector, FeatureReader reader, Settings settings,
            Optional<Network> network, ScoreMemory memory) {
        List<Detector.ImageScores> anew = detector.score(network, reader, settings, IMAGES, Set.of(0));
        List<Detector.ImageScores> remembered = memory.score(detector, network, Set.of(0));
        assertEquals(COUNT, remembered.size());
        for (int i = 0; i < COUNT; i++) {
            assertEquals(anew.get(i).routedClass(), remembered.get(i).routedClass(), "image " + i);
            assertEquals(anew.get(i).unknown(), remembered.get(i).unknown(), "image " + i);
            for (int c = 0; c < detector.classes().size(); c++) {
                // A distance that nothing asked for is NaN in both.
                assertEquals(Double.doubleToLongBits(anew.get(i).distances()[c]),
                    Double.doubleToLongBits(remembered.get(i).distances()[c]), "image " + i + ", class " + c);
            }
        }
        assertArrayEquals(detector.unknown(network, reader, settings.routing(), IMAGES),
            memory.unknown(detector, network));
    }

    /** In each experience a class and another network, as when the network goes on learning. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "filter_bank:as_is:4/location_mahalanobis:4,dct:as_is:4/pca_residual:3|filter_bank:as_is:4|shared_covariance",
        "filter_bank:as_is:4/location_mahalanobis:4,dct:as_is:4/pca_residual:3|levels:4|nearest",
        "levels:4/diagonal,pixels:as_is:4/pca_residual:3|pixels:as_is:4|shared_covariance",
        "pixels:as_is:4/pca_residual:3|levels:4|shared_covariance", "levels:4/diagonal|levels:4|head"})
    void scoresAreThoseOfImagesReadAnewInEveryExperience(String candidates, String routing, String rule) {
        Settings settings = TinyLearner.settings("readings.candidates", candidates, "routing.source", routing,
            "routing.rule", rule);
        FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE);
        ScoreMemory memory = new ScoreMemory(reader, settings, COUNT, this::fetch);
        Detector detector = Detector.empty();
        List<Network> networks = new ArrayList<>();
        try {
            for (int experience = 0; experience < CLASSES; experience++) {
                networks.add(Tiny.network(settings.with("seed", Integer.toString(experience)), CLASSES));
                Optional<Network> network = Optional.of(networks.getLast());
                detector = learn(detector, settings, network);
                assertScoredAnew(detector, reader, settings, network, memory);
            }
        } finally {
            networks.forEach(Network::close);
            detector.close();
        }
    }

    @Test
    void withoutANetworkAnImageIsReadAgainOnlyForAClassThatItNeverMet() {
        Settings settings = TinyLearner.settings("training.epochs", "0", "readings.candidates",
            "filter_bank:as_is:4/location_mahalanobis:4", "routing.source", "filter_bank:as_is:4", "routing.rule",
            "shared_covariance");
        FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE);
        ScoreMemory memory = new ScoreMemory(reader, settings, COUNT, this::fetch);
        try (Detector one = learn(Detector.empty(), settings, Optional.empty());
                Detector two = learn(one, settings, Optional.empty())) {
            memory.score(one, Optional.empty(), Set.of(0));
            assertEquals(COUNT, fetched.size());
            fetched.clear();
            List<Integer> elsewhere = new ArrayList<>();
            List<Detector.ImageScores> scores = memory.score(two, Optional.empty(), Set.of(0));
            for (int i = 0; i < COUNT; i++) {
                if (scores.get(i).routedClass() == 1) {
                    elsewhere.add(i);
                }
            }
            assertTrue(!elsewhere.isEmpty() && elsewhere.size() < COUNT, elsewhere.size() + " of " + COUNT);
            assertEquals(elsewhere, fetched);
            fetched.clear();
            memory.score(two, Optional.empty(), Set.of(0));
            memory.unknown(two, Optional.empty());
            assertTrue(fetched.isEmpty(), fetched::toString);
        }
    }

    @Test
    void aClassThatWasFittedAnewIsMeasuredAnew() {
        Settings settings = TinyLearner.settings("training.epochs", "0", "readings.candidates",
            "pixels:as_is:4/pca_residual:3", "routing.source", "pixels:as_is:4", "routing.rule", "shared_covariance");
        FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE);
        ScoreMemory memory = new ScoreMemory(reader, settings, COUNT, this::fetch);
        try (Detector before = learn(Detector.empty(), settings, Optional.empty())) {
            memory.score(before, Optional.empty(), Set.of(0));
            ImageReadings others = reader.open(Optional.empty(), Tiny.batch(50, 12));
            try (Detector after = before.with(new DetectorFitting(settings, Tiny.MACHINE).fit(0, "class0", others, null,
                    null, true).detector())) {
                assertScoredAnew(after, reader, settings, Optional.empty(), memory);
            }
        }
    }
}

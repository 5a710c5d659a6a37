package org.diffcont.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.diffcont.config.Settings;
import org.diffcont.detect.Detector;
import org.diffcont.detect.Tiny;
import org.diffcont.detect.normality.FittedReading;
import org.diffcont.error.OutputException;
import org.diffcont.error.UserException;
import org.diffcont.error.ModelFormatException;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.Network;
import org.diffcont.strategy.LearnerFiles;
import org.diffcont.strategy.LearnerState;
import org.diffcont.strategy.TinyLearner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {
    private static final Settings SETTINGS = TinyLearner.paper("embedding.network", "first", "routing.rule",
        "shared_covariance", "embedding.label", "none");
    private static final float[] IMAGES = Tiny.images(77, 9);
    private static LearnerState state;

    @TempDir
    Path temporary;
    private Path folder;
    private ModelFolder model;

    @BeforeAll
    static void learn() {
        state = TinyLearner.learn(SETTINGS, "bottle", "cable");
    }

    @AfterAll
    static void close() {
        state.close();
    }

    @BeforeEach
    void folder() {
        folder = temporary.resolve("model");
        model = new ModelFolder(folder);
    }

    private static void assertSameScores(LearnerState expected, LearnerState actual, Settings settings) {
        List<Detector.ImageScores> a = TinyLearner.score(expected, settings, IMAGES);
        List<Detector.ImageScores> b = TinyLearner.score(actual, settings, IMAGES);
        for (int i = 0; i < a.size(); i++) {
            assertArrayEquals(a.get(i).distances(), b.get(i).distances());
            assertEquals(a.get(i).routedClass(), b.get(i).routedClass());
        }
        for (int c = 0; c < expected.detector().classes().size(); c++) {
            assertEquals(expected.detector().classes().get(c).tail(), actual.detector().classes().get(c).tail());
            assertEquals(expected.detector().classes().get(c).thresholdDistance(),
                actual.detector().classes().get(c).thresholdDistance());
            assertEquals(expected.detector().classes().get(c).calibration(),
                actual.detector().classes().get(c).calibration());
            assertArrayEquals(expected.detector().classes().get(c).normal().ascending(),
                actual.detector().classes().get(c).normal().ascending());
        }
    }

    private void commit(LearnerState learned, Settings settings) {
        model.commit(LearnerFiles.model(learned, settings), settings, Tiny.MACHINE, Origin.of(Origin.LEARN, "test 1",
            List.of()), LearnerFiles.attachment(learned, settings));
    }

    /** All of the model: what detection reads, and what the strategy keeps. */
    private LearnerState load() {
        ModelFolder.Stored stored = model.load(Tiny.MACHINE);
        try {
            return LearnerFiles.read(stored, Tiny.MACHINE);
        } catch (RuntimeException e) {
            stored.close();
            throw e;
        }
    }

    private static Settings keeping(int versions, Settings settings) {
        return settings.with("run.keep_checkpoints", Integer.toString(versions));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(model.currentPath())) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bottleneck/whitened", "levels:4/diagonal", "levels:4/pca_residual:3",
        "levels:4/location_mahalanobis:4", "reconstruction:4:200/location_mahalanobis:4",
        "filter_bank:as_is:4/patch_memory:6",
        "levels:4/location_mahalanobis:4,filter_bank:as_is:4/patch_memory:6,dct:as_is:4/diagonal"})
    void readsBackAModelThatScoresWithTheSameBits(String candidates) {
        Settings settings = candidates.equals("bottleneck/whitened") ? SETTINGS
            : TinyLearner.settings("readings.candidates", candidates, "readings.poolings", "max,0.3", "readings.chosen",
            "9");
        try (LearnerState learned = TinyLearner.learn(settings, "bottle", "cable")) {
            commit(learned, settings);
            long before = NativeRuntime.liveHandles();
            ModelFolder.Stored stored = model.load(Tiny.MACHINE);
            try (LearnerState loaded = LearnerFiles.read(stored, Tiny.MACHINE)) {
                assertEquals(settings, stored.settings());
                assertEquals(List.of("bottle", "cable"), loaded.classNames());
                assertEquals(2, loaded.experiences());
                assertSameScores(learned, loaded, settings);
            }
            assertEquals(before, NativeRuntime.liveHandles());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep", "refit"})
    void readsBackTheFirstNetworkAndTheRouterWithTheSameBits(String oldClasses) {
        Settings settings = TinyLearner.settings("embedding.network", "first", "routing.rule", "shared_covariance",
            "statistics.old_classes", oldClasses, "replay.per_class", "5");
        long before = NativeRuntime.liveHandles();
        try (LearnerState learned = TinyLearner.learn(settings, "bottle", "cable", "capsule")) {
            commit(learned, settings);
            try (LearnerState loaded = load()) {
                assertSameScores(learned, loaded, settings);
                assertArrayEquals(parameter(learned.reader()), parameter(loaded.reader()));
                assertFalse(Arrays.equals(parameter(loaded.network()), parameter(loaded.reader())));
            }
        }
        assertEquals(before, NativeRuntime.liveHandles());
    }

    private static float[] parameter(Optional<Network> network) {
        return network.orElseThrow().readParameter("conv_in.weight");
    }

    @Test
    void whatWasChosenAndWhyIsReadBackAndThereIsNoNetworkWhereNothingNeedsOne() throws IOException {
        Settings settings = TinyLearner.settings("training.epochs", "0", "routing.rule", "shared_covariance",
            "routing.source",
            "pixels:as_is:4", "readings.candidates", "dct:as_is:4/location_mahalanobis:3,pixels:as_is:8/pca_residual:2",
            "readings.poolings", "max,mean", "readings.chosen", "2", "defects.count", "20");
        try (LearnerState learned = TinyLearner.learn(settings, "bottle", "cable")) {
            commit(learned, settings);
            assertFalse(files().stream().anyMatch(f -> f.toString().contains("unet") || f.toString().contains("head")));
            try (LearnerState loaded = load()) {
                assertTrue(loaded.network().isEmpty() && loaded.reader().isEmpty());
                assertSameScores(learned, loaded, settings);
                for (int c = 0; c < 2; c++) {
                    List<FittedReading> before = learned.detector().classes().get(c).statistics().readings();
                    List<FittedReading> after = loaded.detector().classes().get(c).statistics().readings();
                    assertEquals(2, after.size());
                    for (int r = 0; r < 2; r++) {
                        assertEquals(before.get(r).name(), after.get(r).name());
                        assertEquals(before.get(r).scale(), after.get(r).scale());
                        assertEquals(before.get(r).synthetic(), after.get(r).synthetic());
                        assertTrue(after.get(r).synthetic().isPresent());
                        assertEquals(before.get(r).model().locations(), after.get(r).model().locations());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"levels:x/diagonal", "levels:4/location_mahalanobis:4/max", ""})
    void readingsThatAreNotUnderstoodAreRefused(String candidate) throws Exception {
        Settings settings = TinyLearner.settings();
        try (LearnerState learned = TinyLearner.learn(settings, "bottle")) {
            commit(learned, settings);
        }
        Path file = model.currentPath().resolve("detector.json");
        String text = Files.readString(file);
        String changed = text.replace("levels:4/location_mahalanobis:4", candidate);
        assertFalse(changed.equals(text));
        String before = sha256(Files.readAllBytes(file));
        Files.writeString(file, changed);
        long bytes = Files.size(file);
        forge(manifest -> manifest.replace(before, sha256(changed.getBytes(StandardCharsets.UTF_8)))
            .replaceAll("(\"detector.json\" : \\{\\s*\"bytes\" : )\\d+", "$1" + bytes));
        assertRefused(file, "a class's readings are not understood");
    }

    @Test
    void everyMissingFileIsNamed() throws IOException {
        commit(state, SETTINGS);
        for (Path file : files()) {
            byte[] content = Files.readAllBytes(file);
            Files.delete(file);
            assertRefused(file, "it is missing");
            Files.write(file, content);
        }
        load().close();
    }

    @Test
    void everyTruncatedFileIsNamed() throws IOException {
        commit(state, SETTINGS);
        for (Path file : files()) {
            byte[] content = Files.readAllBytes(file);
            for (int length : new int[] {0, content.length / 2, content.length - 1}) {
                Files.write(file, Arrays.copyOf(content, length));
                assertRefused(file, "");
            }
            Files.write(file, content);
        }
    }

    @Test
    void everyFileWithOneByteChangedIsNamed() throws IOException {
        commit(state, SETTINGS);
        for (Path file : files()) {
            byte[] content = Files.readAllBytes(file);
            for (int place : new int[] {0, content.length / 3, content.length - 1}) {
                byte[] changed = content.clone();
                changed[place] ^= 1;
                Files.write(file, changed);
                assertRefused(file, "SHA-256 differs");
            }
            Files.write(file, content);
        }
    }

    @Test
    void twoClassesFilesThatAreSwappedAreNamed() throws IOException {
        commit(state, SETTINGS);
        Path first = model.currentPath().resolve("statistics").resolve("000").resolve("00.safetensors");
        Path second = model.currentPath().resolve("statistics").resolve("001").resolve("00.safetensors");
        Path aside = temporary.resolve("aside");
        Files.move(first, aside);
        Files.move(second, first);
        Files.move(aside, second);
        assertRefused(first, "SHA-256 differs");
    }

    private void assertRefused(Path file, String fault) {
        long before = NativeRuntime.liveHandles();
        ModelFormatException e = assertThrows(ModelFormatException.class, this::load, file.toString());
        assertTrue(e.getMessage().contains(file.toString()) && e.getMessage().contains(fault), e.getMessage());
        assertFalse(e.getMessage().contains("\n"));
        assertEquals(before, NativeRuntime.liveHandles());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "x", "0001", "-001 0", "99999999999999999999 0", "\u00ff"})
    void damagedCurrentIsNamed(String text) throws IOException {
        commit(state, SETTINGS);
        Files.write(folder.resolve("CURRENT"), text.getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(folder.resolve("CURRENT"), "");
    }

    @Test
    void missingCurrentIsNamedAndAMissingFolderSaysWhatToGive() throws IOException {
        UserException e = assertThrows(UserException.class, () -> model.load(Tiny.MACHINE));
        assertTrue(e.getMessage().contains("there is no model folder " + folder), e.getMessage());
        assertFalse(model.exists());
        commit(state, SETTINGS);
        assertTrue(model.exists());
        Files.delete(folder.resolve("CURRENT"));
        assertRefused(folder.resolve("CURRENT"), "it is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"detector.json", "statistics", "not_listed.json"})
    void refusesAModelWithALinkInIt(String name) throws IOException {
        commit(state, SETTINGS);
        Path file = model.currentPath().resolve(name);
        Path elsewhere = temporary.resolve("elsewhere");
        if (Files.exists(file)) {
            Files.move(file, elsewhere);
        } else {
            Files.writeString(elsewhere, "{}");
        }
        Files.createSymbolicLink(file, elsewhere);
        assertRefused(file, "symbolic link");
    }

    @Test
    void readsAModelWhoseFolderItselfIsALink() throws IOException {
        commit(state, SETTINGS);
        Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
        try (ModelFolder.Stored stored = new ModelFolder(link).load(Tiny.MACHINE)) {
            assertEquals(List.of("bottle", "cable"), stored.model().classNames());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../secret", "/etc/hostname", "statistics/../../0002/config.yaml", "a\\u0000b"})
    void manifestThatLeavesTheFolderIsRefused(String name) throws Exception {
        commit(state, SETTINGS);
        Files.writeString(temporary.resolve("secret"), "secret");
        forge(manifest -> manifest.replace("\"config.yaml\" :", "\"" + name + "\" : {\"bytes\": 6, \"sha256\": \"00\"},"
            + " \"config.yaml\" :"));
        assertRefused(model.currentPath().resolve("manifest.json"), "not inside the model");
    }

    @Test
    void manifestThatSaysNothingAboutAFileIsRefused() throws Exception {
        commit(state, SETTINGS);
        forge(manifest -> manifest.replace("\"config.yaml\" :", "\"other.yaml\" : null, \"config.yaml\" :"));
        assertRefused(model.currentPath().resolve("manifest.json"), "other.yaml");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void manifestOfAnotherFormatIsRefused(int format) throws Exception {
        commit(state, SETTINGS);
        forge(manifest -> manifest.replace("\"format\" : 4", "\"format\" : %d".formatted(format)));
        assertRefused(model.currentPath().resolve("manifest.json"), "its format is " + format + ", this version reads 4");
    }

    @Test
    void manifestThatLeavesOutTheDetectorIsRefused() throws Exception {
        commit(state, SETTINGS);
        forge(manifest -> manifest.replaceAll("(?s)\"detector.json\" : \\{.*?\\},", ""));
        assertRefused(model.currentPath().resolve("manifest.json"), "it does not list detector.json");
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Changes the manifest, and makes CURRENT agree with it. */
    private void forge(java.util.function.UnaryOperator<String> change) throws Exception {
        Path manifest = model.currentPath().resolve("manifest.json");
        String before = Files.readString(manifest);
        String after = change.apply(before);
        assertFalse(after.equals(before), "the test changes nothing");
        Files.writeString(manifest, after);
        Files.writeString(folder.resolve("CURRENT"), "%04d %s\n".formatted(model.currentVersion(),
            sha256(Files.readAllBytes(manifest))));
    }

    @Test
    void aSecondWriterIsRefusedUntilTheFirstIsDone() {
        try (ModelFolder.Lock _ = model.lock()) {
            UserException e = assertThrows(UserException.class, () -> new ModelFolder(folder).lock());
            assertTrue(e.getMessage().contains(folder + " is being written by another process"), e.getMessage());
        }
        model.lock().close();
    }

    @Test
    void keepsTheNewestVersionsAndDeletesOlderOnes() throws IOException {
        for (int i = 0; i < 4; i++) {
            commit(state, keeping(2, SETTINGS));
        }
        assertEquals(List.of("0003", "0004"), versions());
        assertEquals(4, model.currentVersion());
        commit(state, keeping(1, SETTINGS));
        assertEquals(List.of("0005"), versions());
    }

    @Test
    void whatAKilledProcessLeftIsReplacedOrRemoved() throws IOException {
        commit(state, keeping(2, SETTINGS));
        Path halfway = folder.resolve("versions").resolve(".writing-0002-1");
        Files.createDirectories(halfway.resolve("unet"));
        Files.writeString(halfway.resolve("unet").resolve("config.json"), "{");
        Path notYetInUse = folder.resolve("versions").resolve("0002");
        Files.createDirectories(notYetInUse);
        Files.writeString(notYetInUse.resolve("stale"), "");
        load().close();
        commit(state, keeping(2, SETTINGS));
        assertEquals(List.of("0001", "0002"), versions());
        assertFalse(Files.exists(notYetInUse.resolve("stale")));
        load().close();
    }

    private List<String> versions() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("versions"))) {
            return entries.map(e -> e.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aCommitThatFailsHalfWayLeavesTheOldVersionInUseAndNothingElse() throws IOException {
        commit(state, keeping(2, SETTINGS));
        Settings settings = TinyLearner.settings();
        // Its second class's statistics can no longer be saved.
        try (LearnerState broken = TinyLearner.learn(settings, "bottle", "cable")) {
            broken.detector().classes().get(1).statistics().close();
            assertThrows(IllegalStateException.class, () -> commit(broken, keeping(2, settings)));
        }
        assertEquals(List.of("0001"), versions());
        assertEquals(1, model.currentVersion());
        try (LearnerState loaded = load()) {
            assertSameScores(state, loaded, SETTINGS);
        }
    }

    @Test
    void aFileWhereTheFolderShouldBeIsAnOutputError() throws IOException {
        Files.writeString(folder, "");
        OutputException e = assertThrows(OutputException.class, () -> commit(state, keeping(2, SETTINGS)));
        assertTrue(e.getMessage().contains("cannot write " + folder), e.getMessage());
    }

    @Test
    void commitsAlikeInALanguageWithOtherDigits() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            commit(state, keeping(1, SETTINGS));
            commit(state, keeping(1, SETTINGS));
        } finally {
            Locale.setDefault(before);
        }
        assertEquals(List.of("0002"), versions());
        assertTrue(Files.exists(model.currentPath().resolve("statistics").resolve("001").resolve("00.safetensors")));
        load().close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"first|its network knows 1 classes, the model 2",
        "current|it has 2 classes, the network 1"})
    void networkAndDetectorOfDifferentNumbersOfClassesAreRefused(String network, String fault) {
        Settings settings = SETTINGS.with("embedding.network", network);
        try (LearnerState one = TinyLearner.learn(settings, "bottle")) {
            // That the numbers differ is found by who reads the network that learns; nothing asks the model here.
            commit(new LearnerState(one.network(), one.reader(), state.detector(), 1, List.of()),
                settings.with("run.self_test_images", "0"));
        }
        long before = NativeRuntime.liveHandles();
        ModelFormatException e = assertThrows(ModelFormatException.class, this::load);
        assertTrue(e.getMessage().contains(fault), e.getMessage());
        assertEquals(before, NativeRuntime.liveHandles());
    }
}

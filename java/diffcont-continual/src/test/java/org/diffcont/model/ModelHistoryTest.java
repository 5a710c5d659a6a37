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
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.diffcont.config.Settings;
import org.diffcont.detect.Detector;
import org.diffcont.detect.Tiny;
import org.diffcont.error.ModelException;
import org.diffcont.error.ModelFormatException;
import org.diffcont.files.Sha256;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.strategy.LearnerFiles;
import org.diffcont.strategy.LearnerState;
import org.diffcont.strategy.TinyLearner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model folder remembers of its past, and how it returns to it. */
class ModelHistoryTest {
    private static final Settings SETTINGS = TinyLearner.settings("training.epochs", "0", "routing.rule",
        "shared_covariance", "routing.source", "pixels:as_is:4", "routing.grid", "4", "readings.candidates",
        "pixels:as_is:16/pca_residual:3", "readings.poolings", "max");
    private static final String HASH_A = "a".repeat(64);
    private static final String HASH_B = "b".repeat(64);
    private static final float[] IMAGES = Tiny.images(77, 3);
    private static LearnerState one;
    private static LearnerState two;

    @TempDir
    Path temporary;
    private Path folder;
    private ModelFolder model;

    @BeforeAll
    static void learn() {
        one = TinyLearner.learn(SETTINGS, "bottle");
        two = TinyLearner.learn(SETTINGS, "bottle", "cable");
    }

    @AfterAll
    static void close() {
        one.close();
        two.close();
    }

    @BeforeEach
    void folder() {
        folder = temporary.resolve("model");
        model = new ModelFolder(folder);
    }

    private void commit(LearnerState state, Settings settings, String className, String... hashes) {
        Origin origin = new Origin(Origin.LEARN, Instant.parse("2030-01-02T03:04:05Z"), "test 1",
            List.of(new Origin.UsedImages(className, List.of(hashes))), Optional.empty(), Optional.empty());
        model.commit(LearnerFiles.model(state, settings), settings, Tiny.MACHINE, origin,
            LearnerFiles.attachment(state, settings));
    }

    private void commitBoth() {
        commit(one, SETTINGS, "bottle", HASH_B, HASH_A);
        commit(two, SETTINGS, "cable", HASH_A);
    }

    private Path version(int number) {
        return folder.resolve("versions").resolve("%04d".formatted(number));
    }

    private List<String> versions() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("versions"))) {
            return entries.map(e -> e.getFileName().toString()).sorted().toList();
        }
    }

    private static void assertSameScores(LearnerState expected, LearnerState actual) {
        List<Detector.ImageScores> a = TinyLearner.score(expected, SETTINGS, IMAGES);
        List<Detector.ImageScores> b = TinyLearner.score(actual, SETTINGS, IMAGES);
        for (int i = 0; i < a.size(); i++) {
            assertArrayEquals(a.get(i).distances(), b.get(i).distances());
        }
    }

    private List<String> failures(boolean all) {
        return model.verify(all, Tiny.MACHINE).checks().stream().filter(c -> c.result() == Verification.Result.FAILED)
            .map(c -> c.version() + " " + c.subject() + ": " + c.detail()).toList();
    }

    @Test
    void saysWhatWasLearnedWhenFromWhichImagesAndWithWhichSettings() throws IOException {
        commitBoth();
        List<HistoryEntry> history = model.history();
        assertEquals(List.of(1, 2), history.stream().map(e -> e.step().version()).toList());
        assertEquals(List.of(false, true), history.stream().map(HistoryEntry::current).toList());
        Step first = history.getFirst().step();
        assertEquals("learn", first.action());
        assertEquals("2030-01-02T03:04:05Z", first.time());
        assertEquals("test 1", first.software());
        String lines = HASH_A + "\n" + HASH_B + "\n";
        assertEquals(List.of(new Step.ClassImages("bottle", 2, Sha256.of(lines.getBytes(StandardCharsets.US_ASCII)),
            "images/0001-00.sha256")), first.classes());
        assertEquals(lines, Files.readString(model.currentPath().resolve(first.classes().getFirst().list())),
            "the newest version has all lists");
        assertEquals(16, first.settings().get("data.image_size"));
        assertFalse(first.settings().containsKey("evt.tail"), "a default");
        assertEquals(Sha256.of(version(1).resolve("manifest.json")), first.manifestSha256());
    }

    @Test
    void outlivesItsVersionsButNotItsBound() throws IOException {
        Settings settings = SETTINGS.with("run.keep_checkpoints", "1");
        commit(one, settings, "bottle", HASH_A);
        commit(two, settings, "cable", HASH_B);
        assertEquals(List.of(false, true), model.history().stream().map(e -> e.kept().isPresent()).toList());
        Step step = model.history().getLast().step();
        // As after a thousand commits: the newest one's step again and again.
        new ModelJsonFile(folder).replace(History.FILE, new History(Collections.nCopies(History.MOST_STEPS, step)));
        commit(two, settings, "cable", HASH_A);
        List<Step> steps = History.read(model.currentPath(), Manifest.read(model.currentPath(), null)).steps();
        assertEquals(History.MOST_STEPS, steps.size());
        assertEquals("images/0003-00.sha256", steps.getLast().classes().getFirst().list());
    }

    @Test
    void rollbackIsANewVersionWithTheOldOnesBits() throws IOException {
        commitBoth();
        long handles = NativeRuntime.liveHandles();
        model.rollback(1, "test 2", Tiny.MACHINE);
        assertEquals(3, model.currentVersion());
        assertEquals(List.of("0001", "0002", "0003"), versions());
        Step step = model.history().getLast().step();
        assertEquals("rollback", step.action());
        assertEquals(1, step.rolledBackTo());
        try (ModelFolder.Stored stored = model.load(Tiny.MACHINE)) {
            assertEquals(List.of("bottle"), stored.model().classNames());
            assertSameScores(one, LearnerFiles.read(stored, Tiny.MACHINE));
            assertEquals(SETTINGS, stored.settings());
        }
        model.rollback(2, "test 2", Tiny.MACHINE);
        try (ModelFolder.Stored stored = model.load(Tiny.MACHINE)) {
            assertSameScores(two, LearnerFiles.read(stored, Tiny.MACHINE));
        }
        assertEquals(handles, NativeRuntime.liveHandles());
        assertEquals(List.of(), failures(true));
    }

    @Test
    void rollbackKeepsTheAnswersOfTheMachineThatLearned() throws IOException {
        commitBoth();
        byte[] before = Files.readAllBytes(version(1).resolve(SelfTest.FILE));
        String other = new String(before, StandardCharsets.UTF_8).replaceFirst("\"distances\" : \\[ [0-9]",
            "\"distances\" : [ 9");
        new ModelJsonFile(folder, 1).write(SelfTest.FILE, other.getBytes(StandardCharsets.UTF_8), false);
        new ModelJsonFile(folder).forget(1);
        model.rollback(1, "test 2", Tiny.MACHINE);
        assertEquals(other, Files.readString(model.currentPath().resolve(SelfTest.FILE)));
    }

    @Test
    void rollbackToAVersionThatIsNotKeptOrInUseOrDamagedChangesNothing() throws IOException {
        commitBoth();
        assertTrue(assertThrows(ModelException.class, () -> model.rollback(7, "test", Tiny.MACHINE)).getMessage()
            .contains("has no version 7; kept: 1, 2"));
        assertTrue(assertThrows(ModelException.class, () -> model.rollback(2, "test", Tiny.MACHINE)).getMessage()
            .contains("in use already"));
        Files.createDirectories(version(3));
        assertThrows(ModelException.class, () -> model.rollback(3, "test", Tiny.MACHINE), "never was in use");
        Files.writeString(version(1).resolve("config.yaml"), "seed: 1\n");
        assertTrue(assertThrows(ModelFormatException.class, () -> model.rollback(1, "test", Tiny.MACHINE)).getMessage()
            .contains("0001/config.yaml"));
        assertEquals(2, model.currentVersion());
        model.load(Tiny.MACHINE).close();
    }

    @Test
    void anOldVersionsManifestIsCheckedAgainstWhatLaterVersionsSay() throws IOException {
        commitBoth();
        Path manifest = version(1).resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"experiences\" : 1", "\"experiences\" : 5"));
        assertTrue(assertThrows(ModelFormatException.class, () -> model.rollback(1, "test", Tiny.MACHINE)).getMessage()
            .contains("0001/manifest.json"));
        assertEquals(List.of(), failures(false));
        assertEquals(1, failures(true).size());
    }

    @Test
    void filesThatDoNotChangeAreStoredOnce() throws IOException {
        commitBoth();
        assertEquals(key(version(1).resolve("statistics/000/00.safetensors")),
            key(version(2).resolve("statistics/000/00.safetensors")));
        assertFalse(key(version(1).resolve("config.yaml")).equals(key(version(2).resolve("config.yaml"))),
            "small, and for people to open");
        model.rollback(1, "test", Tiny.MACHINE);
        assertEquals(key(version(1).resolve("router.safetensors")), key(version(3).resolve("router.safetensors")));
        assertFalse(key(version(2).resolve("router.safetensors")).equals(
            key(version(3).resolve("router.safetensors"))), "another content");
        Map<Integer, HistoryEntry.DiskUse> use = new VersionFolders(folder).diskUse(List.of(1, 3));
        assertTrue(use.get(3).ownBytes() < use.get(3).bytes() / 2, use.toString());
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class).fileKey();
    }

    @Test
    void damageInAnOldFileDoesNotSpreadToANewVersion() throws IOException {
        commitBoth();
        Path damaged = version(2).resolve("statistics/000/00.safetensors");
        byte[] content = Files.readAllBytes(damaged);
        content[content.length - 1] ^= 1;
        Files.write(damaged, content);
        assertEquals(2, failures(true).size(), "both versions share it");
        commit(two, SETTINGS, "cable", HASH_B);
        assertFalse(key(damaged).equals(key(version(3).resolve("statistics/000/00.safetensors"))));
        assertEquals(List.of(), failures(false));
    }

    @Test
    void oldVersionsGoWhenTheyTakeTooManyBytesButNeverTheOneInUse() throws IOException {
        commitBoth();
        model.rollback(1, "test", Tiny.MACHINE);
        Map<Integer, HistoryEntry.DiskUse> use = new VersionFolders(folder).diskUse(List.of(1, 2, 3));
        // Room for a fourth that shares what the first and the third share, but not for what only the second has.
        long room = use.get(1).bytes() + 2 * use.get(3).ownBytes() + use.get(2).ownBytes() / 2;
        commit(one, SETTINGS.with("run.max_bytes", Long.toString(room)), "bottle", HASH_A);
        assertEquals(List.of("0003", "0004"), versions());
        commit(two, SETTINGS.with("run.max_bytes", "1"), "cable", HASH_A);
        assertEquals(List.of("0005"), versions());
        assertEquals(List.of(), failures(true));
    }

    @Test
    void verifyNamesEveryDamagedFileAndDoesNotStopAtTheFirst() throws IOException {
        commitBoth();
        Verification whole = model.verify(true, Tiny.MACHINE);
        assertTrue(whole.passed());
        assertEquals(2, whole.checks().stream().filter(c -> c.subject().equals("self-test")
            && c.result() == Verification.Result.PASSED).count());
        Files.delete(version(2).resolve("config.yaml"));
        Files.writeString(version(2).resolve("detector.json"), "{}");
        List<String> failures = failures(false);
        assertEquals(2, failures.size(), failures.toString());
        assertTrue(failures.get(0).contains("config.yaml") && failures.get(1).contains("detector.json"));
        Files.writeString(folder.resolve("CURRENT"), "");
        assertEquals(1, failures(true).size());
        assertTrue(assertThrows(ModelException.class, () -> new ModelFolder(temporary.resolve("none")).verify(false,
            Tiny.MACHINE)).getMessage().contains("there is no model folder"));
    }

    @Test
    void selfTestFindsOtherAnswersAnotherClassAndOtherImages() throws IOException {
        commitBoth();
        SelfTest test = SelfTest.read(version(2));
        assertEquals(3, test.probes().size());
        assertEquals(0, test.compare(LearnerFiles.model(two, SETTINGS), SETTINGS, Tiny.MACHINE).deviation());
        SelfTest.Probe probe = test.probes().getFirst();
        double threshold = two.detector().classes().getFirst().thresholdDistance();
        double distance = probe.distances().getFirst();
        double unit = Math.max(Math.abs(distance), Math.abs(threshold));
        assertEquals(null, fault(probe, probe.sha256(), probe.routed(), distance + 0.5e-3 * unit));
        assertTrue(fault(probe, probe.sha256(), probe.routed(), distance + 2e-3 * unit).contains("had distance"));
        assertTrue(fault(probe, probe.sha256(), probe.routed(), Double.NaN).contains("had distance"));
        String other = probe.routed().equals("bottle") ? "cable" : "bottle";
        assertTrue(fault(probe, probe.sha256(), other, distance).contains("was routed to " + other));
        assertTrue(fault(probe, HASH_A, probe.routed(), distance).contains("drawn differently"));
        assertTrue(new SelfTest(List.of(probe)).compare(LearnerFiles.model(one, SETTINGS), SETTINGS, Tiny.MACHINE).fault().contains("does not fit"));
    }

    private static String fault(SelfTest.Probe probe, String sha256, String routed, double distance) {
        return new SelfTest(List.of(new SelfTest.Probe(probe.picture(), probe.size(), sha256, routed,
            List.of(distance, probe.distances().get(1))))).compare(LearnerFiles.model(two, SETTINGS), SETTINGS, Tiny.MACHINE).fault();
    }

    @Test
    void aModelMayHaveNoSelfTest() {
        commit(one, SETTINGS.with("run.self_test_images", "0"), "bottle", HASH_A);
        Verification found = model.verify(false, Tiny.MACHINE);
        assertTrue(found.passed());
        assertEquals(Verification.Result.SKIPPED, found.checks().getLast().result());
    }

    @Test
    void readersGetAWholeModelWhileWritersReplaceAndDeleteIt() throws Exception {
        Settings settings = SETTINGS.with("run.keep_checkpoints", "1");
        commit(one, settings, "bottle", HASH_A);
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger loads = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        List<Throwable> failures = Collections.synchronizedList(new java.util.ArrayList<>());
        Thread reader = Thread.ofPlatform().start(() -> {
            try {
                while (!done.get()) {
                    try (ModelFolder.Stored stored = new ModelFolder(folder).load(Tiny.MACHINE)) {
                        loads.incrementAndGet();
                        if (stored.model().classNames().size() != (stored.version() % 2 == 1 ? 1 : 2)) {
                            wrong.incrementAndGet();
                        }
                    }
                    new ModelFolder(folder).history();
                }
            } catch (Throwable e) {
                failures.add(e);
            }
        });
        for (int i = 0; i < 20; i++) {
            commit(i % 2 == 0 ? two : one, settings, "cable", HASH_A);
        }
        done.set(true);
        reader.join();
        assertEquals(List.of(), failures);
        assertEquals(0, wrong.get());
        assertTrue(loads.get() > 0);
        assertEquals(List.of("0021"), versions());
    }
}

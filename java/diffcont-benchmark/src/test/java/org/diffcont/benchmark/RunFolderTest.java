package org.diffcont.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.diffcont.config.Settings;
import org.diffcont.detect.Tiny;
import org.diffcont.error.UserException;
import org.diffcont.files.Sha256;
import org.diffcont.nativecore.Losses;
import org.diffcont.strategy.TinyLearner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    private static final Settings SETTINGS = TinyLearner.settings();

    @TempDir
    Path temporary;
    private Path folder;

    @BeforeEach
    void folder() {
        folder = temporary.resolve("runs").resolve("one");
    }

    @Test
    void beginsInANewOrAnEmptyFolder() throws IOException {
        RunFolder.create(folder, SETTINGS);
        assertEquals(SETTINGS, Settings.readYaml(folder.resolve("config.yaml")));
        Path empty = Files.createDirectories(temporary.resolve("empty"));
        assertEquals(empty, RunFolder.create(empty, SETTINGS).path());
    }

    @Test
    void refusesAFolderThatHoldsSomething() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("mine.txt"), "mine");
        UserException e = assertThrows(UserException.class, () -> RunFolder.create(folder, SETTINGS));
        assertTrue(e.getMessage().contains(folder + " is not empty") && e.getMessage().contains("--resume"),
            e.getMessage());
        assertEquals("mine", Files.readString(folder.resolve("mine.txt")));
        assertTrue(Files.notExists(folder.resolve("config.yaml")));
    }

    @Test
    void refusesAFileInItsPlace() throws IOException {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "");
        assertTrue(assertThrows(UserException.class, () -> RunFolder.create(folder, SETTINGS)).getMessage()
            .contains(folder + " is a file"));
    }

    @Test
    void resumesWithTheSameConfigurationOrOneThatChangesNoResult() {
        RunFolder.create(folder, SETTINGS);
        assertEquals(folder, RunFolder.resume(folder, SETTINGS, Tiny.MACHINE).path());
        RunFolder.resume(folder, SETTINGS.with("run.keep_checkpoints", "7"), Tiny.MACHINE);
    }

    @Test
    void aBackboneIsPinnedWhenARunBeginsAndMayLieElsewhereWhenItGoesOn() throws IOException {
        Path file = Files.writeString(temporary.resolve("b.pt"), "any content");
        Settings settings = SETTINGS.with(Map.of("readings.candidates", "torchscript:4/diagonal",
            "backbone.file", file.toString()));
        RunFolder.create(folder, settings);
        Settings pinned = RunFolder.settings(folder);
        assertEquals(Sha256.of(file), pinned.backbone().sha256());
        // As a grid that goes on, which was told no SHA-256.
        RunFolder.resume(folder, settings, Tiny.MACHINE);
        RunFolder.resume(folder, pinned.with("backbone.file", "elsewhere.pt"), Tiny.MACHINE);
        assertThrows(UserException.class, () -> RunFolder.resume(folder,
            pinned.with("backbone.sha256", "00".repeat(32)), Tiny.MACHINE));
    }

    @Test
    void resumingWithAnotherConfigurationListsEveryKeyThatDiffers() {
        RunFolder.create(folder, SETTINGS);
        UserException e = assertThrows(UserException.class, () -> RunFolder.resume(folder,
            SETTINGS.with("seed", "4").with("replay.per_class", "9").with("run.keep_checkpoints", "7"), Tiny.MACHINE));
        assertTrue(e.getMessage().contains("seed: 3 there, 4 here"), e.getMessage());
        assertTrue(e.getMessage().contains("replay.per_class: 2 there, 9 here"), e.getMessage());
        assertTrue(!e.getMessage().contains("keep_checkpoints"), e.getMessage());
    }

    @Test
    void thereIsNothingToResumeInAFolderWithoutARun() {
        assertTrue(assertThrows(UserException.class, () -> RunFolder.resume(folder, SETTINGS, Tiny.MACHINE))
            .getMessage().contains("there is no run in " + folder));
    }

    @Test
    void anotherDataSetIsRefused() {
        RunFolder run = RunFolder.create(folder, SETTINGS);
        run.pinDataset("bottle: 3 training\n");
        run.pinDataset("bottle: 3 training\n");
        UserException e = assertThrows(UserException.class, () -> run.pinDataset("bottle: 4 training\n"));
        assertTrue(e.getMessage().contains("another data set") && e.getMessage().contains("dataset.txt"),
            e.getMessage());
    }

    @Test
    void lossesOfAnExperienceThatIsLearnedAgainAreReplaced() throws IOException {
        Path file = temporary.resolve("losses.csv");
        LossLog.append(file, 0, List.of(losses(1), losses(2)));
        LossLog.append(file, 1, List.of(losses(3)));
        String before = Files.readString(file);
        LossLog.append(file, 1, List.of(losses(9), losses(9)));
        LossLog.append(file, 1, List.of(losses(3)));
        assertEquals(before, Files.readString(file));
        List<String> lines = Files.readAllLines(file);
        assertEquals(4, lines.size());
        assertEquals("experience,step,total,diffusion,classifier,center,classifier_distillation,distillation,alignment,"
            + "gradient_norm,strategy_term", lines.getFirst());
        assertEquals("0,1,2.0,20.0,21.0,24.0,25.0,22.0,23.0,26.0,27.0", lines.get(2));
        assertEquals("1,0,3.0,30.0,31.0,34.0,35.0,32.0,33.0,36.0,37.0", lines.get(3));
    }

    /** Total, diffusion, classifier, distillation, alignment, center, classifier distillation, norm, strategy term. */
    private static Losses losses(double total) {
        return new Losses(total, 10 * total, 10 * total + 1, 10 * total + 2, 10 * total + 3, 10 * total + 4,
            10 * total + 5, 10 * total + 6, 10 * total + 7);
    }
}

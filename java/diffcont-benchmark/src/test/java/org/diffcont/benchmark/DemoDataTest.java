package org.diffcont.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diffcont.error.OutputException;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.CancelledException;
import org.diffcont.progress.Progress;
import org.diffcont.synthetic.SynthesisSettings;
import org.diffcont.synthetic.SyntheticDataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDataTest {
    private static final SynthesisSettings SMALL = new SynthesisSettings(64, 1, 1, 1, 0, List.of("gear"));

    @TempDir
    Path folder;

    @Test
    void onlyAWholeDataSetOfTheSameSettingsCounts() throws IOException {
        Path out = folder.resolve("data");
        assertFalse(SyntheticDataset.isComplete(out, SMALL));
        Synthesis.write(out, SMALL, 1, Progress.none(), CancelSignal.never());
        assertTrue(SyntheticDataset.isComplete(out, SMALL));
        assertFalse(SyntheticDataset.isComplete(out, new SynthesisSettings(64, 2, 1, 1, 0, List.of("gear"))));
        assertFalse(DemoData.isComplete(out));
    }

    @Test
    void demoDataHasAllCategoriesAndEnoughImagesForATail() {
        assertTrue(DemoData.settings().categories().isEmpty());
        assertTrue(DemoData.settings().trainPerCategory() >= 10);
    }

    @Test
    void stoppedOrImpossibleSynthesisLeavesNothing() throws IOException {
        assertThrows(CancelledException.class,
            () -> Synthesis.write(folder.resolve("data"), SMALL, 1, Progress.none(), () -> true));
        Path file = Files.writeString(folder.resolve("file"), "mine");
        assertThrows(OutputException.class,
            () -> Synthesis.write(file.resolve("data"), SMALL, 1, Progress.none(), CancelSignal.never()));
        assertEquals("mine", Files.readString(file));
        assertFalse(Files.exists(folder.resolve("data")));
    }
}

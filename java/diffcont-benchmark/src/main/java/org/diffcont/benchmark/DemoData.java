package org.diffcont.benchmark;

import java.nio.file.Path;
import java.util.List;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.Progress;
import org.diffcont.synthetic.SynthesisSettings;
import org.diffcont.synthetic.SyntheticDataset;

/** The small synthetic data set that a benchmark without data of its own runs on. */
public final class DemoData {
    /** Where it goes, below the working folder. */
    public static final Path FOLDER = Path.of("runs", "demo-data");

    private static final SynthesisSettings SETTINGS = new SynthesisSettings(128, 24, 8, 4, 0, List.of());

    private DemoData() {
    }

    /** All categories, small images, few of each: it is made in seconds and learned in minutes. */
    public static SynthesisSettings settings() {
        return SETTINGS;
    }

    /** Whether it is there already, whole and made with the same settings. */
    public static boolean isComplete(Path folder) {
        return SyntheticDataset.isComplete(folder, SETTINGS);
    }

    /**
     * Writes it to {@code folder} unless it is there already.
     *
     * @throws org.diffcont.error.UserException as {@link Synthesis#write}
     */
    public static void provide(Path folder, Progress progress, CancelSignal cancel) {
        if (!isComplete(folder)) {
            Synthesis.write(folder, SETTINGS, Runtime.getRuntime().availableProcessors(), progress, cancel);
        }
    }
}

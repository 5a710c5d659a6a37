package org.diffcont.experience;

import java.util.List;
import org.diffcont.dataset.NormalFolders;

/** {@code dataset.*}: how a benchmark reads a data set. Keys and ranges: {@link ExperienceKeys}. */
public record DatasetSettings(List<String> normalFolders, Duplicates duplicates) {
    /** What becomes of test images that are in training too. */
    public enum Duplicates {
        /** They count like others. */
        KEEP,
        /** They have no part in any metric. */
        LEAVE_OUT
    }

    public DatasetSettings {
        normalFolders = List.copyOf(normalFolders);
    }

    public NormalFolders normal() {
        return new NormalFolders(normalFolders);
    }
}

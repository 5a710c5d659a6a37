package org.diffcont.nativecore.library;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the search for a native library ended.
 *
 * @param library  the file that was loaded; empty when none was
 * @param libtorch the folder that libtorch came from; empty when nothing was loaded, or does not need it
 * @param attempts every place tried, in order, with its outcome
 */
public record LoadReport(Optional<Path> library, Optional<Path> libtorch, List<LoadAttempt> attempts) {

    public LoadReport {
        attempts = List.copyOf(attempts);
    }
}

package org.diffcont.intake;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that waits to be scored.
 *
 * @param stamp    what tells this writing of the file from others; where it matters
 * @param warning  what belongs on the file's line beside its score, such as that it may have a line already
 */
public record Arrival(Path file, Optional<FileStamp> stamp, Optional<String> warning) {
    static Arrival of(Path file) {
        return new Arrival(file, Optional.empty(), Optional.empty());
    }
}

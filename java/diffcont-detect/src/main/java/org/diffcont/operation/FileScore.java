package org.diffcont.operation;

import java.nio.file.Path;
import java.util.Optional;
import org.diffcont.detect.Decision;
import org.diffcont.heatmap.HeatMap;

/** What became of one file that was to be scored. */
public sealed interface FileScore {
    Path path();

    /**
     * A score.
     *
     * @param unknown  whether it shows none of the learned products; {@code className} is then the nearest
     * @param heatMap  where the class sees something unusual; empty where none was asked for, or the class's readings
     *                 see the image as a whole
     */
    record Scored(Path path, String className, boolean unknown, Decision decision, Optional<HeatMap> heatMap)
            implements FileScore {
    }

    /** A file that gives no image, with the one-line reason. */
    record Unreadable(Path path, String reason) implements FileScore {
    }
}

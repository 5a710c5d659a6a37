package org.diffcont.cli;

import java.nio.file.Path;
import org.diffcont.operation.ImageScore;

/** Takes scores one by one and writes them in some format. */
interface ScoreWriter extends AutoCloseable {
    /**
     * Takes the next score.
     *
     * @param picture  the file of its heat map; null where there is none
     */
    void write(ImageScore score, Path picture);

    /** Writes what is still to be written; to be called once, when all went well. */
    @Override
    void close();
}

package org.diffcont.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What standard error is connected to. */
final class Terminal {
    private static final int DEFAULT_COLUMNS = 80;

    private Terminal() {}

    /** Whether a person watches standard error; Java itself only tells about standard input and output together. */
    static boolean isStandardError() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return (target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console"))
                    && !"dumb".equals(System.getenv("TERM"));
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return false;
        }
    }

    /** Columns of the terminal, as the launcher saw them when it started. */
    static int columns() {
        int columns = Integer.getInteger("diffcont.columns", DEFAULT_COLUMNS);
        return columns >= 20 ? columns : DEFAULT_COLUMNS;
    }
}

package org.diffcont.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;

/** Standard output that remembers why it stopped taking results; a {@link java.io.PrintWriter} forgets. */
final class ResultStream extends FilterOutputStream {
    private IOException failure;

    ResultStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        if (failure != null) {
            return;
        }
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
        }
    }

    /** The first failure, unless the reader simply had enough, as {@code head} does. */
    synchronized Optional<IOException> failure() {
        return Optional.ofNullable(failure)
                .filter(e -> !Objects.requireNonNullElse(e.getMessage(), "").contains("Broken pipe"));
    }
}

package org.diffcont.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.Progress;

/** Runs commands in this process and keeps what they print. */
final class TestShell {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CancelSignal cancel;

    TestShell() {
        this(CancelSignal.never());
    }

    TestShell(CancelSignal cancel) {
        this.cancel = cancel;
    }

    Shell shell() {
        return new Shell(new PrintWriter(out, true), new PrintWriter(err, true), Progress.none(), cancel);
    }

    int run(String... arguments) {
        return Main.run(arguments, shell());
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}

package org.diffcont.cli;

import java.io.PrintWriter;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.Progress;

/**
 * What a command has around it.
 *
 * @param out results
 * @param err everything else people read
 * @param progress for long work
 * @param cancel comes when the user interrupts
 */
record Shell(PrintWriter out, PrintWriter err, Progress progress, CancelSignal cancel) {}

package org.diffcont.cli;

/** The one place that writes lines and the progress bar to standard error, so that they do not run into each other. */
final class StandardError {
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static boolean barShown;

    private StandardError() {}

    /** A line of its own; a bar that is shown moves below it when it is drawn next. */
    static synchronized void line(String text) {
        System.err.println((barShown ? CLEAR_LINE : "") + text);
        barShown = false;
        System.err.flush();
    }

    /** Draws the bar in place of the last one. */
    static synchronized void bar(String text) {
        System.err.print(CLEAR_LINE + text);
        System.err.flush();
        barShown = true;
    }

    /** Removes the bar. */
    static synchronized void clearBar() {
        if (barShown) {
            System.err.print(CLEAR_LINE);
            System.err.flush();
            barShown = false;
        }
    }
}

package org.diffcont.progress;

/** Work stopped because its {@link CancelSignal} came; the message says what was kept and how to go on. */
public final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with its message.
     *
     * @param message  one line: what was kept and how to go on
     */
    public CancelledException(String message) {
        super(message);
    }
}

package org.diffcont.error;

/** Another process is writing what was to be written. */
public final class BusyException extends UserException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with its message.
     *
     * @param message  one line: what happened, to which file or key, and what to do
     */
    public BusyException(String message) {
        super(message);
    }
}

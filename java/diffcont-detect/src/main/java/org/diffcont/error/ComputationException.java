package org.diffcont.error;

/** The native core could not compute: memory ran out, or numbers became infinite. */
public final class ComputationException extends UserException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with its message and cause.
     *
     * @param message  one line: what happened
     * @param cause    what led to it
     */
    public ComputationException(String message, Throwable cause) {
        super(message, cause);
    }
}

package org.diffcont.error;

/** Something that cannot be written: a full disk, a read-only folder, a path that is already taken. */
public class OutputException extends UserException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with its message.
     *
     * @param message  one line: what happened, to which file or key, and what to do
     */
    public OutputException(String message) {
        super(message);
    }

    /**
     * An error with its message and cause.
     *
     * @param message  one line: what happened, to which file or key, and what to do
     * @param cause    what led to it
     */
    public OutputException(String message, Throwable cause) {
        super(message, cause);
    }
}

package org.diffcont.error;

/** Images or a data folder that cannot be used as they are: missing, empty, unreadable, too few. */
public class DataException extends UserException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with its message.
     *
     * @param message  one line: what happened, to which file or key, and what to do
     */
    public DataException(String message) {
        super(message);
    }

    /**
     * An error with its message and cause.
     *
     * @param message  one line: what happened, to which file or key, and what to do
     * @param cause    what led to it
     */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}

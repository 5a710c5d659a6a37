package org.diffcont.error;

/**
 * Something the user can put right. The message is one line: what happened, to which file or key, and what to do.
 * The command line prints it without a stack trace.
 */
public class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with its message.
     *
     * @param message  one line: what happened, to which file or key, and what to do
     */
    public UserException(String message) {
        super(message);
    }

    /**
     * An error with its message and cause.
     *
     * @param message  one line: what happened, to which file or key, and what to do
     * @param cause    what led to it
     */
    public UserException(String message, Throwable cause) {
        super(message, cause);
    }
}

package org.diffcont.error;

/** The machine lacks something DiffCont needs: a program, a JDK, an instruction set. */
public class PrerequisiteException extends UserException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with its message.
     *
     * @param message  one line: what happened, to which file or key, and what to do
     */
    public PrerequisiteException(String message) {
        super(message);
    }

    /**
     * An error with its message and cause.
     *
     * @param message  one line: what happened, to which file or key, and what to do
     * @param cause    what led to it
     */
    public PrerequisiteException(String message, Throwable cause) {
        super(message, cause);
    }
}

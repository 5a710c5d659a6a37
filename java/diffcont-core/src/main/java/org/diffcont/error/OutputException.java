package org.diffcont.error;

/** Something that cannot be written: a full disk, a read-only folder, a path that is already taken. */
public class OutputException extends UserException {
    private static final long serialVersionUID = 1L;

    public OutputException(String message) {
        super(message);
    }

    public OutputException(String message, Throwable cause) {
        super(message, cause);
    }
}

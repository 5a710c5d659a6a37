package org.diffcont.error;

/** Images or a data folder that cannot be used as they are: missing, empty, unreadable, too few. */
public class DataException extends UserException {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}

package org.diffcont.error;

/** Another process is writing what was to be written. */
public final class BusyException extends UserException {
    private static final long serialVersionUID = 1L;

    public BusyException(String message) {
        super(message);
    }
}

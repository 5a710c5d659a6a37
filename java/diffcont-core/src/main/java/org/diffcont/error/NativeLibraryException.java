package org.diffcont.error;

/** The native library is missing, does not load, or is of another version. */
public class NativeLibraryException extends UserException {
    private static final long serialVersionUID = 1L;

    public NativeLibraryException(String message) {
        super(message);
    }

    public NativeLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}

package org.diffcont.nativecore.loader;

/** Why one place did not give a library; the message is the attempt's outcome. */
final class LibraryFailure extends Exception {

    private static final long serialVersionUID = 1L;

    LibraryFailure(String reason) {
        super(reason);
    }

    LibraryFailure(String reason, Throwable cause) {
        super(reason, cause);
    }
}

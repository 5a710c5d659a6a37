package org.diffcont.nativecore;

import java.util.Objects;

/** A native call failed; the message is the library's, one line. */
public final class NativeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final NativeStatus status;

    public NativeException(NativeStatus status, String message) {
        super(message);
        this.status = Objects.requireNonNull(status, "status");
    }

    public NativeStatus status() {
        return status;
    }
}

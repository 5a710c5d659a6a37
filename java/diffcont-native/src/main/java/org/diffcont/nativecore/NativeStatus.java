package org.diffcont.nativecore;

/** Why a native call failed; the constants of {@code diffcont/status.h}. */
public enum NativeStatus {
    /** A null pointer, a wrong size, a value out of its range. */
    INVALID_ARGUMENT(1),
    /** A handle that was freed meanwhile. */
    BAD_HANDLE(2),
    /** A file could not be opened, read or written. */
    IO(3),
    /** A file's content is not what it has to be. */
    FORMAT(4),
    OUT_OF_MEMORY(5),
    /** A loss, gradient or input became NaN or infinite; nothing was updated. */
    NOT_FINITE(6),
    /** A valid request that this build or machine cannot meet. */
    UNSUPPORTED(7),
    /** A fault of the library. */
    INTERNAL(8);

    private final int code;

    NativeStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** The status of a code; one that this version does not know is {@link #INTERNAL}. */
    static NativeStatus of(int code) {
        for (NativeStatus status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        return INTERNAL;
    }
}

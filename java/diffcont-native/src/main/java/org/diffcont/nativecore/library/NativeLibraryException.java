package org.diffcont.nativecore.library;

import java.util.List;
import java.util.stream.Collectors;

/** A native library could not be loaded. The message lists every attempt with its reason, and what to do. */
public final class NativeLibraryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String library;
    private final transient List<LoadAttempt> attempts;

    /** @param library the file's name */
    public NativeLibraryException(String library, List<LoadAttempt> attempts) {
        super(attempts.stream().map(attempt -> System.lineSeparator() + "  " + attempt)
                .collect(Collectors.joining("", "the native library " + library + " cannot be loaded. Tried:",
                        System.lineSeparator() + "Put the jar of diffcont-native with this platform's classifier "
                                + "(such as linux-x86_64) on the class path, build the library with 'mvn -pl native "
                                + "compile', or name the folder that holds it with "
                                + "-Ddiffcont.library.path=FOLDER or DIFFCONT_LIBRARY_PATH, and libtorch's with "
                                + "-Ddiffcont.libtorch.path=FOLDER or DIFFCONT_LIBTORCH_PATH.")));
        this.library = library;
        this.attempts = List.copyOf(attempts);
    }

    /** The name of the file that was looked for. */
    public String library() {
        return library;
    }

    /** Every place tried, in order. */
    public List<LoadAttempt> attempts() {
        return attempts;
    }
}

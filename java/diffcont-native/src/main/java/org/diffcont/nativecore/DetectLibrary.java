package org.diffcont.nativecore;

import org.diffcont.nativecore.library.LoadReport;
import org.diffcont.nativecore.loader.LoadedLibraries;
import org.diffcont.nativecore.library.NativeLibraryException;

/**
 * The native library that reads images and learns what is normal. It is small and needs no libtorch; all that needs one
 * is in {@link NetworkLibrary}.
 *
 * <p>A native library is looked for, in this order, in the folder named by the system property
 * {@code diffcont.library.path}, in that of the environment variable {@code DIFFCONT_LIBRARY_PATH}, in a jar with
 * libraries for this platform, and in the folders of {@code java.library.path}.
 *
 * <p>Libraries in a jar are unpacked once, into the folder named by {@code diffcont.cache} or {@code DIFFCONT_CACHE}, or
 * else into {@code $XDG_CACHE_HOME/diffcont} ({@code ~/.cache/diffcont}), or where that cannot be written or run from,
 * into a folder of this user's own among the temporary files.
 */
public final class DetectLibrary {

    private DetectLibrary() {
    }

    /**
     * Loads the library unless it is loaded already.
     *
     * @throws NativeLibraryException when it cannot be loaded; later calls throw the same again
     */
    public static void load() {
        LoadedLibraries.detect().symbols();
    }

    /** Loads the library unless that was tried already, and tells how it went; never throws NativeLibraryException. */
    public static LoadReport describe() {
        return LoadedLibraries.detect().report();
    }
}

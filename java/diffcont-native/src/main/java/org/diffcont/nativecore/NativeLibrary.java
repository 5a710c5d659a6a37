package org.diffcont.nativecore;

import org.diffcont.nativecore.loader.LoadReport;
import org.diffcont.nativecore.loader.LoadedLibrary;
import org.diffcont.nativecore.loader.NativeLibraryException;

/**
 * The native library of this process. Looked for, in this order, in the folder named by the system property
 * {@code diffcont.library.path}, in that of the environment variable {@code DIFFCONT_LIBRARY_PATH}, in a jar with
 * libraries for this platform, and in the folders of {@code java.library.path}. libtorch is taken from the folder named
 * by {@code diffcont.libtorch.path} or {@code DIFFCONT_LIBTORCH_PATH}, else from the library's own folder or the build's
 * {@code third_party/fetched/lib}.
 *
 * <p>Libraries in a jar are unpacked once, into the folder named by {@code diffcont.cache} or {@code DIFFCONT_CACHE}, or
 * else into {@code $XDG_CACHE_HOME/diffcont} ({@code ~/.cache/diffcont}), or where that cannot be written or run from,
 * into a folder of this user's own among the temporary files.
 */
public final class NativeLibrary {

    private NativeLibrary() {
    }

    /**
     * Loads the library unless it is loaded already.
     *
     * @throws NativeLibraryException when it cannot be loaded; later calls throw the same again
     */
    public static void load() {
        LoadedLibrary.symbols();
    }

    /** Loads the library unless that was tried already, and tells how it went; never throws NativeLibraryException. */
    public static LoadReport describe() {
        return LoadedLibrary.report();
    }
}

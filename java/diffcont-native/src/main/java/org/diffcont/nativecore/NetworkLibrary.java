package org.diffcont.nativecore;

import org.diffcont.nativecore.library.LoadReport;
import org.diffcont.nativecore.loader.LoadedLibraries;
import org.diffcont.nativecore.library.NativeLibraryException;

/**
 * The native library of networks, users' own backbones and GPUs, on libtorch. It is loaded when one of these is asked for
 * and not before: loading libtorch takes some tenths of a second and 250 MB of files.
 *
 * <p>Looked for where {@link DetectLibrary} is. libtorch is taken from the folder named by
 * {@code diffcont.libtorch.path} or {@code DIFFCONT_LIBTORCH_PATH}, else from the library's own folder or the build's
 * {@code third_party/fetched/lib}.
 */
public final class NetworkLibrary {

    private NetworkLibrary() {
    }

    /**
     * Loads the library unless it is loaded already.
     *
     * @throws NativeLibraryException when it cannot be loaded; later calls throw the same again
     */
    public static void load() {
        LoadedLibraries.network().symbols();
        NativeRuntime.bringNetworkInLine();
    }

    /** Loads the library unless that was tried already, and tells how it went; never throws NativeLibraryException. */
    public static LoadReport describe() {
        return LoadedLibraries.network().report();
    }

    /** Whether it is loaded in this process; does not load it. */
    public static boolean isLoaded() {
        return LoadedLibraries.network().isLoaded();
    }
}

package org.diffcont.nativecore.loader;

import java.lang.foreign.SymbolLookup;

/** The one library of this class loader, loaded on first use; a failure is kept too. */
public final class LoadedLibrary {

    private LoadedLibrary() {
    }

    private static final class Holder {
        static final LibraryLoader.Result RESULT = LibraryLoader.ofProcess().load();
    }

    /**
     * The library's symbols, valid for the life of the process. The generated bindings look theirs up here.
     *
     * @throws NativeLibraryException when the library cannot be loaded
     */
    public static SymbolLookup symbols() {
        LibraryLoader.Result result = Holder.RESULT;
        return result.symbols().orElseThrow(() -> new NativeLibraryException(result.report().attempts()));
    }

    public static LoadReport report() {
        return Holder.RESULT.report();
    }
}

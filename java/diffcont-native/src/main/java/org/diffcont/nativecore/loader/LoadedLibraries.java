package org.diffcont.nativecore.loader;

import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.diffcont.nativecore.library.LoadReport;
import org.diffcont.nativecore.library.NativeLibraryException;

/** The libraries of this class loader, each loaded on first use; a failure is kept too. */
public final class LoadedLibraries {

    private static final LoadedLibrary DETECT_LIBRARY = new LoadedLibrary(Library.DETECT);
    private static final LoadedLibrary NETWORK_LIBRARY = new LoadedLibrary(Library.NETWORK);

    private LoadedLibraries() {
    }

    public static LoadedLibrary detect() {
        return DETECT_LIBRARY;
    }

    public static LoadedLibrary network() {
        return NETWORK_LIBRARY;
    }

    /** Whether a folder holds libraries as a jar or an image carries them, with a list of all that belongs to them. */
    public static boolean areBundledIn(Path folder) {
        return Files.isRegularFile(folder.resolve(FileList.NAME));
    }

    /** One of them. */
    public static final class LoadedLibrary {
        private final Library library;
        private volatile LibraryLoader.Result result;

        private LoadedLibrary(Library library) {
            this.library = library;
        }

        private LibraryLoader.Result result() {
            LibraryLoader.Result known = result;
            if (known == null) {
                synchronized (this) {
                    known = result;
                    if (known == null) {
                        known = LibraryLoader.ofProcess(library).load();
                        result = known;
                    }
                }
            }
            return known;
        }

        /**
         * The library's symbols, valid for the life of the process. The generated bindings look theirs up here.
         *
         * @throws NativeLibraryException when the library cannot be loaded
         */
        public SymbolLookup symbols() {
            LibraryLoader.Result loaded = result();
            return loaded.symbols().orElseThrow(
                    () -> new NativeLibraryException(library.file(), loaded.report().attempts()));
        }

        /** How loading went; loads it unless that was tried already. */
        public LoadReport report() {
            return result().report();
        }

        /** Whether it was loaded already; loads nothing. */
        public boolean isLoaded() {
            return Optional.ofNullable(result).flatMap(LibraryLoader.Result::symbols).isPresent();
        }
    }
}

package org.diffcont.nativecore;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffcont.nativecore.loader.LoadedLibraries;

/**
 * The trunk's file that comes with the native libraries: it lies beside {@code libdiffcont_detect}, wherever that was
 * found ({@link DetectLibrary} says where it is looked for), or, where that is the build's, where the build fetched it.
 */
public final class BundledTrunk {

    /** The file's name. */
    public static final String FILE = "efficientnet-lite0.safetensors";

    /** Where the build leaves it, seen from where it leaves the libraries (build/cpu/native). */
    private static final Path FETCHED = Path.of("..", "..", "..", "third_party", "fetched", "trunk");

    private BundledTrunk() {
    }

    /** The file; empty where there is none, or the library cannot be loaded. */
    public static Optional<Path> find() {
        return places().stream().filter(Files::isRegularFile).findFirst();
    }

    /** Where it is looked for, best first; nowhere when the library cannot be loaded. */
    public static List<Path> places() {
        return DetectLibrary.describe().library().map(library -> places(library.getParent())).orElse(List.of());
    }

    static List<Path> places(Path libraries) {
        Path beside = libraries.resolve(FILE);
        return LoadedLibraries.areBundledIn(libraries) ? List.of(beside)
                : List.of(beside, libraries.resolve(FETCHED).resolve(FILE).normalize());
    }
}

package org.diffcont.nativecore.loader;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Opens a library with those it needs. {@link SymbolLookup#libraryLookup} is used and not
 * {@link System#load}, which refuses a library that another class loader of the process loaded before.
 */
final class NativeLibraries {

    /** Part of some builds of libtorch only; where they are in its folder they come first. */
    private static final List<String> OPTIONAL =
            List.of(Library.OPENMP, "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0");
    private static final List<String> REQUIRED = List.of("libc10.so", "libtorch_cpu.so");
    /** Needed by a library that was built with CUDA, and large: opened only for one that does not open without them. */
    private static final List<String> OF_GPUS = List.of("libc10_cuda.so", "libtorch_cuda.so", "libtorch.so");
    /** Where the build leaves libtorch, seen from where it leaves the libraries (build/cpu/native). */
    private static final Path FETCHED = Path.of("..", "..", "..", "third_party", "fetched", "lib");

    private NativeLibraries() {
    }

    static Path libraryIn(Path folder, Library library) throws LibraryFailure {
        if (!Files.isDirectory(folder)) {
            throw new LibraryFailure(Files.exists(folder) ? "not a folder" : "no such folder");
        }
        Path file = folder.resolve(library.file());
        if (!Files.isRegularFile(file)) {
            throw new LibraryFailure("no " + library.file() + " in this folder");
        }
        return file;
    }

    /**
     * The folder of libtorch: the one named explicitly, else the library's own, else the build's. An unpacked jar's
     * own list says what it has.
     */
    static Path libtorchFor(Path folder, Optional<Path> explicit) throws LibraryFailure {
        if (explicit.isEmpty() && Files.isRegularFile(folder.resolve(FileList.NAME))) {
            return folder;
        }
        List<Path> candidates = explicit.isPresent()
                ? List.of(explicit.get().toAbsolutePath().normalize())
                : List.of(folder, folder.resolve(FETCHED).normalize());
        for (Path candidate : candidates) {
            if (REQUIRED.stream().allMatch(name -> Files.isRegularFile(candidate.resolve(name)))) {
                return candidate;
            }
        }
        throw new LibraryFailure("libtorch (" + String.join(", ", REQUIRED) + ") is not in "
                + String.join(" or ", candidates.stream().map(Path::toString).toList()));
    }

    /** Where OpenMP's runtime may lie beside the detect library; it opens what is there, else the system's is taken. */
    static Optional<Path> openMpFor(Path folder, Optional<Path> libtorch) {
        return Stream.concat(libtorch.map(named -> named.toAbsolutePath().normalize()).stream(),
                        Stream.of(folder, folder.resolve(FETCHED).normalize()))
                .map(candidate -> candidate.resolve(Library.OPENMP)).filter(Files::isRegularFile).findFirst();
    }

    /** @param before opened first, in order */
    static SymbolLookup open(Library library, Path file, List<Path> before, Platform platform) throws LibraryFailure {
        for (Path needed : before) {
            open(needed, platform);
        }
        SymbolLookup symbols = before.isEmpty() || !library.needsLibtorch() ? open(file, platform)
                : openWithOrWithoutGpus(file, before.getLast().getParent(), platform);
        checkVersion(library, symbols);
        return symbols;
    }

    private static SymbolLookup openWithOrWithoutGpus(Path library, Path libtorch, Platform platform)
            throws LibraryFailure {
        try {
            return open(library, platform);
        } catch (LibraryFailure failure) {
            if (!OF_GPUS.stream().allMatch(name -> Files.isRegularFile(libtorch.resolve(name)))) {
                throw failure;
            }
            for (String name : OF_GPUS) {
                open(libtorch.resolve(name), platform);
            }
            return open(library, platform);
        }
    }

    /** What of libtorch is opened before the library, in order. */
    static List<Path> libtorchIn(Path libtorch, Library library) throws LibraryFailure {
        return namesIn(libtorch, library).stream().map(libtorch::resolve).toList();
    }

    private static List<String> namesIn(Path libtorch, Library library) throws LibraryFailure {
        Path list = libtorch.resolve(FileList.NAME);
        if (Files.isRegularFile(list)) {
            try {
                return library.before(FileList.parse(Files.readString(list)).names());
            } catch (IOException failure) {
                throw new LibraryFailure("cannot read " + list + ": " + failure, failure);
            }
        }
        return Stream.concat(OPTIONAL.stream().filter(name -> Files.isRegularFile(libtorch.resolve(name))),
                REQUIRED.stream()).toList();
    }

    private static SymbolLookup open(Path file, Platform platform) throws LibraryFailure {
        checkArchitecture(file, platform);
        try {
            return SymbolLookup.libraryLookup(file, Arena.global());
        } catch (IllegalArgumentException failure) {
            throw new LibraryFailure(LinkerMessage.whyNot(file)
                    .map(message -> LinkerAdvice.with(message, file, platform))
                    .orElse("the system's linker refuses " + file + " and does not say why"), failure);
        }
    }

    private static void checkArchitecture(Path file, Platform platform) throws LibraryFailure {
        try {
            Optional<String> machine = ElfMachine.of(file);
            if (machine.isPresent() && !machine.get().equals(platform.architecture())) {
                throw new LibraryFailure(file.getFileName() + " is for " + machine.get() + ", but this Java runs on "
                        + platform.architecture() + "; take the libraries for " + platform.name());
            }
        } catch (IOException failure) {
            throw new LibraryFailure("cannot read " + file + ": " + failure, failure);
        }
    }

    private static void checkVersion(Library library, SymbolLookup symbols) throws LibraryFailure {
        String name = library.versionFunction();
        MemorySegment function = symbols.find(name).orElseThrow(
                () -> new LibraryFailure("this " + library.file() + " has no " + name + ": it is not DiffCont's"));
        int version;
        try {
            version = (int) Linker.nativeLinker()
                    .downcallHandle(function, FunctionDescriptor.of(ValueLayout.JAVA_INT)).invokeExact();
        } catch (Throwable failure) {
            throw new LibraryFailure(name + " cannot be called: " + failure, failure);
        }
        if (version != library.version()) {
            throw new LibraryFailure("the library speaks version " + version + " of the C interface, these classes "
                    + "version " + library.version() + ": rebuild both from one checkout (mvn verify), or take jar and "
                    + "library from the same release");
        }
    }
}

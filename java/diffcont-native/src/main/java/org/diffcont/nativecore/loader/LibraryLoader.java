package org.diffcont.nativecore.loader;

import java.io.File;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.diffcont.nativecore.library.LoadAttempt;
import org.diffcont.nativecore.library.LoadReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries the places where a library may be, in order, and keeps what became of each. */
final class LibraryLoader {

    static final String LIBRARY_PROPERTY = "diffcont.library.path";
    static final String LIBRARY_VARIABLE = "DIFFCONT_LIBRARY_PATH";
    static final String LIBTORCH_PROPERTY = "diffcont.libtorch.path";
    static final String LIBTORCH_VARIABLE = "DIFFCONT_LIBTORCH_PATH";
    static final String BUNDLED = "bundled in a jar";
    static final String LOADED = "loaded";

    private static final Logger LOG = LoggerFactory.getLogger(LibraryLoader.class);

    private final Library library;
    private final Properties properties;
    private final Map<String, String> environment;
    private final Platform platform;
    private final BundledLibrary bundled;
    private final List<LoadAttempt> attempts = new ArrayList<>();
    /** Places that were named on purpose, and failed. */
    private final List<LoadAttempt> passedOver = new ArrayList<>();

    /** What {@link #load} came to; without symbols when no attempt succeeded. */
    record Result(Optional<SymbolLookup> symbols, LoadReport report) {
    }

    LibraryLoader(Library library, Properties properties, Map<String, String> environment, Platform platform,
                  Bundles bundles) {
        this.library = Objects.requireNonNull(library, "library");
        this.properties = Objects.requireNonNull(properties, "properties");
        this.environment = Objects.requireNonNull(environment, "environment");
        this.platform = Objects.requireNonNull(platform, "platform");
        this.bundled = new BundledLibrary(bundles, platform);
    }

    static LibraryLoader ofProcess(Library library) {
        return new LibraryLoader(library, System.getProperties(), System.getenv(), Platform.of(System.getProperties()),
                Bundles.of(LibraryLoader.class.getClassLoader()));
    }

    Result load() {
        Optional<Loaded> loaded = fromSetting("system property " + LIBRARY_PROPERTY,
                properties.getProperty(LIBRARY_PROPERTY))
                .or(() -> fromSetting("environment variable " + LIBRARY_VARIABLE, environment.get(LIBRARY_VARIABLE)))
                .or(this::fromJar)
                .or(this::fromLibraryPath);
        // When nothing loads, the error lists the attempts; a warning as well would say it twice.
        loaded.ifPresent(instead -> passedOver.forEach(
                attempt -> LOG.warn("{}; taking {} instead", attempt, instead.file())));
        return new Result(loaded.map(Loaded::symbols),
                new LoadReport(loaded.map(Loaded::file), loaded.flatMap(Loaded::libtorch), attempts));
    }

    private record Loaded(Path file, Optional<Path> libtorch, SymbolLookup symbols) {
    }

    private Optional<Loaded> fromSetting(String source, String folder) {
        if (folder == null || folder.isBlank()) {
            attempts.add(new LoadAttempt(source, "not set", "skipped"));
            return Optional.empty();
        }
        Optional<Loaded> loaded = from(source, Path.of(folder));
        if (loaded.isEmpty()) {
            passedOver.add(attempts.getLast());
        }
        return loaded;
    }

    private Optional<Loaded> fromJar() {
        try {
            bundled.files();
        } catch (LibraryFailure failure) {
            attempts.add(new LoadAttempt(BUNDLED, bundled.place(), failure.getMessage()));
            return Optional.empty();
        }
        for (Path place : CachePlaces.of(properties, environment)) {
            try {
                Optional<Loaded> loaded = from(BUNDLED, new LibraryCache(place).unpacked(bundled));
                if (loaded.isPresent()) {
                    return loaded;
                }
            } catch (LibraryFailure failure) {
                attempts.add(new LoadAttempt(BUNDLED, place.toString(), failure.getMessage()));
            }
        }
        return Optional.empty();
    }

    private Optional<Loaded> fromLibraryPath() {
        String source = "java.library.path";
        String path = properties.getProperty("java.library.path", "");
        boolean found = false;
        for (String folder : path.split(File.pathSeparator)) {
            if (!folder.isBlank() && Files.exists(Path.of(folder, library.file()))) {
                found = true;
                Optional<Loaded> loaded = from(source, Path.of(folder));
                if (loaded.isPresent()) {
                    return loaded;
                }
            }
        }
        if (!found) {
            attempts.add(new LoadAttempt(source, path, "no " + library.file() + " in any of these folders"));
        }
        return Optional.empty();
    }

    private Optional<Loaded> from(String source, Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            Path file = NativeLibraries.libraryIn(absolute, library);
            Optional<Path> libtorch = library.needsLibtorch()
                    ? Optional.of(NativeLibraries.libtorchFor(absolute, explicitLibtorch())) : Optional.empty();
            List<Path> before = libtorch.isPresent() ? NativeLibraries.libtorchIn(libtorch.get(), library)
                    : NativeLibraries.openMpFor(absolute, explicitLibtorch()).stream().toList();
            SymbolLookup symbols = NativeLibraries.open(library, file, before, platform);
            attempts.add(new LoadAttempt(source, absolute.toString(), LOADED));
            return Optional.of(new Loaded(file, libtorch, symbols));
        } catch (LibraryFailure failure) {
            attempts.add(new LoadAttempt(source, absolute.toString(), failure.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Path> explicitLibtorch() {
        return Optional.ofNullable(properties.getProperty(LIBTORCH_PROPERTY))
                .or(() -> Optional.ofNullable(environment.get(LIBTORCH_VARIABLE)))
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
    }
}

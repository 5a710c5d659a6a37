package org.diffcont.nativecore.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.diffcont.nativecore.library.LoadAttempt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a jar with libraries gives on this machine, and on machines that it is not for. */
class BundledLibraryTest {
    private static final Platform HERE = Platform.of(System.getProperties());

    @TempDir
    private Path temporary;
    private final Properties properties = new Properties();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void folders() {
        properties.setProperty("user.home", temporary.resolve("home").toString());
        properties.setProperty("java.io.tmpdir", temporary.resolve("tmp").toString());
        properties.setProperty("user.name", "someone");
    }

    private LibraryLoader.Result load(Platform platform, Bundles bundles) {
        return new LibraryLoader(Library.NETWORK, properties, environment, platform, bundles).load();
    }

    private TestBundles pair() throws Exception {
        return TestBundles.of(HERE.name(), "2.17",
            StubLibraries.pair(Files.createDirectories(temporary.resolve("stubs"))));
    }

    private static LoadAttempt bundled(LibraryLoader.Result result) {
        return result.report().attempts().stream().filter(a -> a.source().equals("bundled in a jar")).findFirst()
            .orElseThrow();
    }

    private void assertLoadedFrom(Path folder, LibraryLoader.Result result) {
        assertTrue(result.report().library().orElseThrow(() -> new AssertionError(result.report())).startsWith(folder),
            result.report().toString());
    }

    @Test
    void librariesAreUnpackedIntoTheUsersCacheAndOpenedInTheListsOrder() throws Exception {
        assertLoadedFrom(temporary.resolve("home/.cache/diffcont"), load(HERE, pair()));
        environment.put("XDG_CACHE_HOME", temporary.resolve("xdg").toString());
        assertLoadedFrom(temporary.resolve("xdg/diffcont"), load(HERE, pair()));
    }

    @Test
    void theFolderThatTheUserNamesIsTakenAlone() throws Exception {
        environment.put(CachePlaces.VARIABLE, temporary.resolve("variable").toString());
        assertLoadedFrom(temporary.resolve("variable"), load(HERE, pair()));
        properties.setProperty(CachePlaces.PROPERTY, temporary.resolve("property").toString());
        assertLoadedFrom(temporary.resolve("property"), load(HERE, pair()));
        properties.setProperty(CachePlaces.PROPERTY, Files.createFile(temporary.resolve("file")) + "/below");
        LibraryLoader.Result failed = load(HERE, pair());
        assertTrue(failed.symbols().isEmpty());
        assertTrue(bundled(failed).outcome().contains("cannot be unpacked into " + temporary.resolve("file/below")),
            failed.report().toString());
    }

    @Test
    void anUnpackedFolderServesAsAPlainOne() throws Exception {
        Path unpacked = load(HERE, pair()).report().library().orElseThrow().getParent();
        properties.setProperty(LibraryLoader.LIBRARY_PROPERTY, unpacked.toString());
        LibraryLoader.Result result = load(HERE, TestBundles.none());
        assertEquals(unpacked, result.report().libtorch().orElseThrow());
        assertEquals("system property diffcont.library.path", result.report().attempts().getLast().source());
    }

    @Test
    void propertyAndEnvironmentComeBeforeAJarAndAJarBeforeTheLibraryPath() throws Exception {
        TestBundles bundles = pair();
        Path unpacked = load(HERE, bundles).report().library().orElseThrow().getParent();
        environment.put(LibraryLoader.LIBRARY_VARIABLE, unpacked.toString());
        assertEquals("environment variable DIFFCONT_LIBRARY_PATH",
            load(HERE, bundles).report().attempts().getLast().source());
        environment.clear();
        properties.setProperty("java.library.path", unpacked.toString());
        assertEquals("bundled in a jar", load(HERE, bundles).report().attempts().getLast().source());
        assertEquals("java.library.path", load(HERE, TestBundles.none()).report().attempts().getLast().source());
    }

    @Test
    void whereHomeCannotBeWrittenTheTemporaryFolderServes() throws Exception {
        properties.setProperty("user.home", Files.createFile(temporary.resolve("nohome")).toString());
        LibraryLoader.Result result = load(HERE, pair());
        assertLoadedFrom(temporary.resolve("tmp/diffcont-someone"), result);
        assertTrue(bundled(result).outcome().contains("cannot be unpacked"), result.report().toString());
    }

    @Test
    void anotherCLibraryIsToldBeforeAnythingIsUnpacked() throws Exception {
        String outcome = bundled(load(new Platform(HERE.os(), HERE.architecture(), Optional::empty), pair())).outcome();
        assertTrue(outcome.contains("glibc 2.17 or newer") && outcome.contains("musl") && outcome.contains("Debian 12"),
            outcome);
        assertFalse(Files.exists(temporary.resolve("home")));
    }

    @Test
    void anOldGlibcIsToldBeforeAnythingIsUnpacked() throws Exception {
        TestBundles bundles = TestBundles.of(HERE.name(), "2.35", Map.of());
        for (String old : List.of("2.31", "2.34", "2.9")) {
            Platform older = new Platform(HERE.os(), HERE.architecture(), () -> Optional.of(old));
            String outcome = bundled(load(older, bundles)).outcome();
            assertTrue(outcome.contains("glibc 2.35 or newer") && outcome.contains("has glibc " + old), outcome);
        }
        assertFalse(Files.exists(temporary.resolve("home")));
        assertTrue(new Platform("linux", "x86_64", () -> Optional.of("2.35")).hasGlibc("2.35"));
        assertTrue(new Platform("linux", "x86_64", () -> Optional.of("2.100")).hasGlibc("2.35"));
    }

    @Test
    void aJarForAnotherPlatformIsNamed() throws Exception {
        TestBundles bundles = TestBundles.of("linux-x86_64", "2.35", Map.of());
        String outcome = bundled(load(new Platform("linux", "aarch64", () -> Optional.of("2.36")), bundles)).outcome();
        assertTrue(outcome.contains("some for linux-x86_64, but this Java runs on linux-aarch64"), outcome);
        String none = bundled(load(HERE, TestBundles.none())).outcome();
        assertTrue(none.contains("no jar on the class path carries libraries"), none);
    }

    @Test
    void aLibraryForAnotherArchitectureIsNamed() throws Exception {
        pair();
        // Not where one was opened: a process does not survive a change of the libraries it runs.
        Path folder = temporary.resolve("stubs");
        Path library = folder.resolve(Library.NETWORK.file());
        byte[] content = Files.readAllBytes(library);
        int other = HERE.architecture().equals("aarch64") ? 62 : 183;
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putShort(18, (short) other);
        Files.write(library, content);
        properties.setProperty(LibraryLoader.LIBRARY_PROPERTY, folder.toString());
        Files.writeString(folder.resolve(FileList.NAME), "");
        String outcome = load(HERE, TestBundles.none()).report().attempts().getFirst().outcome();
        assertTrue(outcome.contains("libdiffcont_network.so is for " + (other == 62 ? "x86_64" : "aarch64"))
            && outcome.contains("this Java runs on " + HERE.architecture()), outcome);
    }

    @Test
    void theLinkersWordsComeWithAdvice() {
        Path file = Path.of("/somewhere/libdiffcont_network.so");
        assertTrue(LinkerAdvice.with("/lib/libc.so.6: version `GLIBC_2.35' not found (required by x)", file,
            new Platform("linux", "x86_64", () -> Optional.of("2.31"))).contains("glibc 2.35 or newer"));
        assertTrue(LinkerAdvice.with("x: failed to map segment from shared object", file, HERE)
            .contains("/somewhere may be mounted noexec"));
        assertTrue(LinkerAdvice.with("libstdc++.so.6: cannot open shared object file", file, HERE)
            .contains("apt-get install libstdc++6"));
        assertTrue(LinkerAdvice.with("Error loading shared library ld-linux-x86-64.so.2", file,
            new Platform("linux", "x86_64", Optional::empty)).contains("musl"));
        assertThrows(LibraryFailure.class, () -> FileList.parse("no hash"));
    }
}

package org.diffcont.nativecore.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.diffcont.nativecore.library.LoadAttempt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryLoaderTest {

    private static final Path BUILT = Path.of(System.getProperty("diffcont.library.path"));
    private static final Path LIBTORCH = Path.of(System.getProperty("diffcont.root"), "third_party", "fetched", "lib");

    @TempDir
    private Path folder;
    private final Properties properties = new Properties();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void nothingElsewhere() {
        properties.setProperty("java.library.path", "");
        properties.setProperty(LibraryLoader.LIBTORCH_PROPERTY, LIBTORCH.toString());
    }

    private LibraryLoader.Result load() {
        return load(Library.DETECT);
    }

    private LibraryLoader.Result load(Library library) {
        return new LibraryLoader(library, properties, environment, Platform.of(System.getProperties()), TestBundles.none())
                .load();
    }

    private LoadAttempt attemptWithProperty(Path place) {
        return attemptWithProperty(Library.DETECT, place);
    }

    private LoadAttempt attemptWithProperty(Library library, Path place) {
        properties.setProperty(LibraryLoader.LIBRARY_PROPERTY, place.toString());
        LibraryLoader.Result result = load(library);
        assertTrue(result.symbols().isEmpty());
        assertEquals(4, result.report().attempts().size());
        return result.report().attempts().getFirst();
    }

    private static void assertOutcome(String part, LoadAttempt attempt) {
        assertTrue(attempt.outcome().contains(part), attempt.toString());
    }

    private Path stub(String source) throws Exception {
        StubLibraries.compile(folder, "libdiffcont_detect.so", source);
        return folder;
    }

    @Test
    void aMissingFolderAFileAndAFolderWithoutTheLibraryAreTold() throws Exception {
        assertOutcome("no such folder", attemptWithProperty(folder.resolve("nowhere")));
        assertOutcome("not a folder", attemptWithProperty(Files.createFile(folder.resolve("file"))));
        assertOutcome("no libdiffcont_detect.so in this folder", attemptWithProperty(folder));
    }

    @Test
    void aFileThatIsNoLibraryIsToldInTheLinkersWords() throws Exception {
        Files.writeString(folder.resolve("libdiffcont_detect.so"), "this is text, not a library, and long enough for a header "
                .repeat(4));
        assertOutcome("invalid ELF header", attemptWithProperty(folder));
    }

    @Test
    void aLibraryOfSomeoneElseIsTold() throws Exception {
        assertOutcome("it is not DiffCont's", attemptWithProperty(stub("int other(void) { return 1; }\n")));
    }

    @Test
    void aLibraryOfAnotherInterfaceVersionIsToldWithWhatToDo() throws Exception {
        LoadAttempt attempt = attemptWithProperty(stub("int dc_abi_version(void) { return 41; }\n"));
        assertOutcome("version 41", attempt);
        assertOutcome("rebuild both", attempt);
    }

    @Test
    void aLibraryWithAMissingDependencyIsToldWithItsName() throws Exception {
        Path missing = StubLibraries.compile(folder, "libmissing.so", "int dependency(void) { return 1; }\n");
        StubLibraries.compile(folder, "libdiffcont_detect.so", "int other(void) { return 1; }\n", "-L" + folder, "-lmissing");
        Files.delete(missing);
        assertOutcome("libmissing.so", attemptWithProperty(folder));
    }

    @Test
    void aLibraryForGpusFindsLibtorchsLibrariesForThem() throws Exception {
        Path libtorch = Files.createDirectory(folder.resolve("libtorch"));
        // Under names of their own: those of the real ones may be taken in this process.
        Path empty = StubLibraries.compile(folder, "libempty.so", "int empty(void) { return 1; }\n");
        for (String name : List.of("libc10.so", "libtorch_cpu.so", "libtorch_cuda.so")) {
            Files.copy(empty, libtorch.resolve(name));
        }
        StubLibraries.compile(libtorch, "libc10_cuda.so", "int gpu(void) { return " + Library.NETWORK.version()
                + "; }\n");
        StubLibraries.compile(folder, Library.NETWORK.file(), "int gpu(void);\nint dcn_abi_version(void) "
                + "{ return gpu(); }\n", "-L" + libtorch, "-l:libc10_cuda.so");
        properties.setProperty(LibraryLoader.LIBTORCH_PROPERTY, libtorch.toString());
        assertOutcome("libc10_cuda.so", attemptWithProperty(Library.NETWORK, folder));
        Files.copy(empty, libtorch.resolve("libtorch.so"));
        assertTrue(load(Library.NETWORK).symbols().isPresent());
    }

    @Test
    void libtorchThatIsNotWhereItWasNamedIsTold() throws Exception {
        properties.setProperty(LibraryLoader.LIBTORCH_PROPERTY, folder.toString());
        LoadAttempt attempt = attemptWithProperty(Library.NETWORK, BUILT);
        assertOutcome("libtorch_cpu.so", attempt);
        assertOutcome(folder.toString(), attempt);
    }

    @Test
    void propertyComesBeforeEnvironmentAndEnvironmentBeforeLibraryPath() {
        properties.setProperty(LibraryLoader.LIBRARY_PROPERTY, BUILT.toString());
        environment.put(LibraryLoader.LIBRARY_VARIABLE, BUILT.toString());
        assertEquals(List.of("system property diffcont.library.path"),
                load().report().attempts().stream().map(LoadAttempt::source).toList());
        properties.remove(LibraryLoader.LIBRARY_PROPERTY);
        LibraryLoader.Result fromEnvironment = load();
        assertEquals("loaded", fromEnvironment.report().attempts().getLast().outcome());
        assertEquals("environment variable DIFFCONT_LIBRARY_PATH",
                fromEnvironment.report().attempts().getLast().source());
        environment.clear();
        properties.setProperty("java.library.path", folder + File.pathSeparator + BUILT);
        LibraryLoader.Result fromPath = load();
        assertTrue(fromPath.symbols().isPresent());
        assertEquals("java.library.path", fromPath.report().attempts().getLast().source());
        assertEquals(4, fromPath.report().attempts().size());
    }

    @Test
    void aFailedSettingDoesNotHideALaterPlaceAndStaysInTheReport() {
        properties.setProperty(LibraryLoader.LIBRARY_PROPERTY, folder.resolve("nowhere").toString());
        environment.put(LibraryLoader.LIBRARY_VARIABLE, BUILT.toString());
        LibraryLoader.Result result = load();
        assertTrue(result.symbols().isPresent());
        assertOutcome("no such folder", result.report().attempts().getFirst());
    }

    @Test
    void libtorchOfTheBuildIsFoundWithoutBeingNamed() {
        properties.remove(LibraryLoader.LIBTORCH_PROPERTY);
        properties.setProperty(LibraryLoader.LIBRARY_PROPERTY, BUILT.toString());
        assertEquals(LIBTORCH.normalize(), load(Library.NETWORK).report().libtorch().orElseThrow());
    }

    @Test
    void libtorchMayBeNamedByTheEnvironment() {
        properties.remove(LibraryLoader.LIBTORCH_PROPERTY);
        environment.put(LibraryLoader.LIBTORCH_VARIABLE, folder.toString());
        assertOutcome(folder.toString(), attemptWithProperty(Library.NETWORK, BUILT));
    }

    @Test
    void theDetectLibraryNeedsNoLibtorch() {
        properties.setProperty(LibraryLoader.LIBTORCH_PROPERTY, folder.toString());
        properties.setProperty(LibraryLoader.LIBRARY_PROPERTY, BUILT.toString());
        LibraryLoader.Result result = load();
        assertTrue(result.symbols().isPresent());
        assertTrue(result.report().libtorch().isEmpty());
    }
}

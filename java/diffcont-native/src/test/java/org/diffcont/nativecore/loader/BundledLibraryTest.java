package org.diffcont.nativecore.loader;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledLibraryTest {

    private static final String FOLDER = "org/diffcont/native/linux-x86_64/";

    @TempDir
    private Path cache;
    private final Map<String, byte[]> jar = new HashMap<>();

    private BundledLibrary bundled() {
        return new BundledLibrary(name -> jar.containsKey(name) ? new ByteArrayInputStream(jar.get(name)) : null,
                "linux-x86_64", cache);
    }

    private void put(String name, byte[] content) throws Exception {
        jar.put(FOLDER + name, content);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
        String line = HexFormat.of().formatHex(hash) + "  " + name + "\n";
        byte[] before = jar.getOrDefault(FOLDER + "files.sha256", new byte[0]);
        jar.put(FOLDER + "files.sha256",
                (new String(before, StandardCharsets.UTF_8) + line).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private long entriesInCache() throws Exception {
        try (Stream<Path> entries = Files.list(cache)) {
            return entries.count();
        }
    }

    @Test
    void aJarWithoutLibrariesGivesNone() throws Exception {
        assertTrue(bundled().extract().isEmpty());
    }

    @Test
    void filesAreExtractedOnceAndVersionsLieSideBySide() throws Exception {
        put("libdiffcont.so", bytes("one"));
        Path first = bundled().extract().orElseThrow();
        assertArrayEquals(bytes("one"), Files.readAllBytes(first.resolve("libdiffcont.so")));
        Path marker = Files.createFile(first.resolve("left-alone"));
        assertEquals(first, bundled().extract().orElseThrow());
        assertTrue(Files.exists(marker));
        put("libextra.so", bytes("two"));
        Path second = bundled().extract().orElseThrow();
        assertNotEquals(first, second);
        assertEquals(2, entriesInCache());
    }

    @Test
    void aDamagedCacheIsReplaced() throws Exception {
        put("libdiffcont.so", bytes("one"));
        Path folder = bundled().extract().orElseThrow();
        Files.writeString(folder.resolve("libdiffcont.so"), "changed");
        assertEquals(folder, bundled().extract().orElseThrow());
        assertArrayEquals(bytes("one"), Files.readAllBytes(folder.resolve("libdiffcont.so")));
        assertEquals(1, entriesInCache());
    }

    @Test
    void aFileThatIsNotWhatTheListSaysIsRefusedAndLeavesNothing() throws Exception {
        put("libdiffcont.so", bytes("one"));
        jar.put(FOLDER + "libdiffcont.so", bytes("another"));
        LibraryFailure failure = assertThrows(LibraryFailure.class, () -> bundled().extract());
        assertTrue(failure.getMessage().contains("does not have the hash"), failure.getMessage());
        assertEquals(0, entriesInCache());
    }

    @Test
    void aListThatNamesAPathOrAMissingFileIsRefused() throws Exception {
        put("../escape.so", bytes("one"));
        assertTrue(assertThrows(LibraryFailure.class, () -> bundled().extract()).getMessage().contains("escape"));
        jar.clear();
        put("libdiffcont.so", bytes("one"));
        jar.remove(FOLDER + "libdiffcont.so");
        assertTrue(assertThrows(LibraryFailure.class, () -> bundled().extract()).getMessage().contains("missing"));
    }

    @Test
    void aCacheThatCannotBeWrittenIsTold() throws Exception {
        put("libdiffcont.so", bytes("one"));
        Path file = Files.createFile(cache.resolve("file"));
        BundledLibrary blocked = new BundledLibrary(name -> new ByteArrayInputStream(jar.get(name)), "linux-x86_64",
                file.resolve("below"));
        assertTrue(assertThrows(LibraryFailure.class, blocked::extract).getMessage().contains("cannot be extracted"));
    }

    @Test
    void theBundledLibraryLoads() throws Exception {
        put("libdiffcont.so", Files.readAllBytes(
                Path.of(System.getProperty("diffcont.library.path"), "libdiffcont.so")));
        Properties properties = new Properties();
        properties.setProperty(LibraryLoader.LIBTORCH_PROPERTY,
                Path.of(System.getProperty("diffcont.root"), "third_party", "fetched", "lib").toString());
        LibraryLoader.Result result = new LibraryLoader(properties, Map.of(), bundled()).load();
        assertTrue(result.symbols().isPresent(), result.report().toString());
        assertTrue(result.report().library().orElseThrow().startsWith(cache));
        assertEquals("bundled in the jar", result.report().attempts().getLast().source());
    }
}

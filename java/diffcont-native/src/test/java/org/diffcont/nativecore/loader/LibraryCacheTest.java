package org.diffcont.nativecore.loader;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryCacheTest {
    private static final Platform LINUX = new Platform("linux", "x86_64", () -> Optional.of("2.36"));

    @TempDir
    private Path temporary;
    private final Map<String, byte[]> files = new LinkedHashMap<>(Map.of("libone.so", StubLibraries.bytes("one")));

    private Path cache() {
        return temporary.resolve("cache");
    }

    private Path unpack(TestBundles bundles) throws LibraryFailure {
        return new LibraryCache(cache()).unpacked(new BundledLibrary(bundles, LINUX));
    }

    private Path unpack() throws LibraryFailure {
        return unpack(TestBundles.of("linux-x86_64", "2.35", files));
    }

    private long entries() throws Exception {
        try (Stream<Path> entries = Files.list(cache())) {
            return entries.filter(entry -> !entry.endsWith(".lock")).count();
        }
    }

    @Test
    void filesAreUnpackedOnceAndVersionsLieSideBySide() throws Exception {
        Path first = unpack();
        assertArrayEquals(StubLibraries.bytes("one"), Files.readAllBytes(first.resolve("libone.so")));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cache())));
        Path marker = Files.createFile(first.resolve("left-alone"));
        assertEquals(first, unpack());
        assertTrue(Files.exists(marker));
        files.put("libtwo.so", StubLibraries.bytes("two"));
        Path second = unpack();
        assertNotEquals(first, second);
        assertEquals(2, entries());
    }

    @Test
    void aDamagedFileIsReplacedAlsoWhenItsSizeIsRight() throws Exception {
        Path folder = unpack();
        Files.writeString(folder.resolve("libone.so"), "eno");
        Files.setLastModifiedTime(folder.resolve("libone.so"), FileTime.fromMillis(1));
        assertEquals(folder, unpack());
        assertArrayEquals(StubLibraries.bytes("one"), Files.readAllBytes(folder.resolve("libone.so")));
        Files.delete(folder.resolve("libone.so"));
        assertEquals(folder, unpack());
        assertTrue(Files.exists(folder.resolve("libone.so")));
        assertEquals(1, entries());
    }

    @Test
    void anUntouchedFileIsNotReadAgain() throws Exception {
        Path file = unpack().resolve("libone.so");
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "eno");
        Files.setLastModifiedTime(file, time);
        unpack();
        assertEquals("eno", Files.readString(file), "the hash would have told the difference");
    }

    @Test
    void whatWasUnpackedByHandIsTaken() throws Exception {
        TestBundles bundles = TestBundles.of("linux-x86_64", "2.35", files);
        Path folder = cache().resolve(FileList.parse(StubLibraries.list(files)).id());
        Files.createDirectories(folder);
        Files.write(folder.resolve("libone.so"), files.get("libone.so"));
        bundles.resources.remove("org/diffcont/native/linux-x86_64/libone.so");
        assertEquals(folder, unpack(bundles));
    }

    @Test
    void whatAKilledProcessLeftIsRemoved() throws Exception {
        Path left = Files.createDirectories(cache().resolve("unpacking-123"));
        Files.writeString(left.resolve("libone.so"), "on");
        Files.setPosixFilePermissions(cache(), PosixFilePermissions.fromString("rwx------"));
        unpack();
        assertFalse(Files.exists(left));
        assertEquals(1, entries());
    }

    @Test
    void aFileThatIsNotWhatTheListSaysIsRefusedAndLeavesNothing() throws Exception {
        TestBundles bundles = TestBundles.of("linux-x86_64", "2.35", files);
        bundles.resources.put("org/diffcont/native/linux-x86_64/libone.so", StubLibraries.bytes("another"));
        LibraryFailure failure = assertThrows(LibraryFailure.class, () -> unpack(bundles));
        assertTrue(failure.getMessage().contains("does not have the hash"), failure.getMessage());
        assertEquals(0, entries());
    }

    @Test
    void aListThatNamesAPathOrAMissingFileIsRefused() throws Exception {
        TestBundles missing = TestBundles.of("linux-x86_64", "2.35", files);
        missing.resources.remove("org/diffcont/native/linux-x86_64/libone.so");
        assertTrue(assertThrows(LibraryFailure.class, () -> unpack(missing)).getMessage().contains("missing"));
        files.put("../escape.so", StubLibraries.bytes("two"));
        assertTrue(assertThrows(LibraryFailure.class, this::unpack).getMessage().contains("escape"));
    }

    @Test
    void aFolderThatCannotBeWrittenIsToldWithWhatToDo() throws Exception {
        Files.createFile(cache());
        String message = assertThrows(LibraryFailure.class,
            () -> new LibraryCache(cache().resolve("below")).unpacked(new BundledLibrary(
                TestBundles.of("linux-x86_64", "2.35", files), LINUX))).getMessage();
        assertTrue(message.contains("cannot be unpacked into") && message.contains("DIFFCONT_CACHE"), message);
    }

    @Test
    void aFolderThatEverybodyMayWriteToIsRefused() throws Exception {
        unpack();
        Files.setPosixFilePermissions(cache(), PosixFilePermissions.fromString("rwxrwxrwx"));
        String message = assertThrows(LibraryFailure.class, this::unpack).getMessage();
        assertTrue(message.contains("everybody may write to " + cache()), message);
    }
}

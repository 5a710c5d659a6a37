package org.diffcont.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.diffcont.error.OutputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(e -> e.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void replacesAFileAndLeavesNothingBesideIt() throws IOException {
        AtomicFiles.write(folder.resolve("a"), "first, longer");
        AtomicFiles.write(folder.resolve("a"), "ä");
        assertEquals("ä", Files.readString(folder.resolve("a")));
        assertEquals(List.of("a"), names());
    }

    @Test
    void aWriteThatFailsLeavesWhatWasThereAndNothingBesideIt() throws IOException {
        Files.createDirectories(folder.resolve("a").resolve("b"));
        OutputException e = assertThrows(OutputException.class, () -> AtomicFiles.write(folder.resolve("a"), "text"));
        assertTrue(e.getMessage().startsWith("cannot write " + folder.resolve("a")), e.getMessage());
        assertEquals(List.of("a"), names());
        assertTrue(Files.isDirectory(folder.resolve("a").resolve("b")));
    }

    @Test
    void aMissingParentIsAnErrorThatNamesTheFile() {
        Path file = folder.resolve("none").resolve("a");
        assertTrue(assertThrows(OutputException.class, () -> AtomicFiles.write(file, "text")).getMessage()
            .contains(file.toString()));
    }

    @Test
    void aFileWhereAFolderShouldBeIsAnErrorThatNamesIt() throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(file, "");
        assertTrue(assertThrows(OutputException.class, () -> AtomicFiles.createFolder(file.resolve("inside")))
            .getMessage().contains(file.toString()));
    }

    @Test
    void deletesAFolderWithAllInItButNotWhatALinkLeadsTo() throws IOException {
        Path kept = Files.createDirectories(folder.resolve("kept"));
        Files.writeString(kept.resolve("file"), "kept");
        Path gone = Files.createDirectories(folder.resolve("gone").resolve("deep")).getParent();
        Files.writeString(gone.resolve("deep").resolve("file"), "");
        Files.createSymbolicLink(gone.resolve("link"), kept);
        AtomicFiles.deleteFolder(gone);
        assertFalse(Files.exists(gone));
        assertEquals("kept", Files.readString(kept.resolve("file")));
        AtomicFiles.deleteFolder(gone);
    }

    @Test
    void linksAFileOrCopiesIt() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "content");
        AtomicFiles.link(folder.resolve("link"), file);
        assertTrue(Files.isSameFile(file, folder.resolve("link")));
        // Another file system stands for one without links.
        Path foreign = Path.of("/dev/shm");
        if (Files.isWritable(foreign) && !Files.getFileStore(foreign).equals(Files.getFileStore(folder))) {
            Path copy = Files.createTempDirectory(foreign, "diffcont").resolve("copy");
            AtomicFiles.link(copy, file);
            assertEquals("content", Files.readString(copy));
            AtomicFiles.deleteFolder(copy.getParent());
        }
    }

    @Test
    void sweepsWhatStoppedWritersOfAFileLeft() throws IOException {
        for (String name : List.of(".a.tmp-17", ".a.tmp-18", ".b.tmp-17", "a")) {
            Files.writeString(folder.resolve(name), "");
        }
        AtomicFiles.sweep(folder.resolve("a"));
        assertEquals(List.of(".b.tmp-17", "a"), names());
    }
}

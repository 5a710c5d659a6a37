package org.diffcont.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.diffcont.error.DataException;
import org.diffcont.progress.CancelSignal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFolderTest {
    private static final Duration SETTLE = Duration.ofSeconds(5);

    @TempDir
    Path temporary;
    private Path folder;
    private final AtomicLong now = new AtomicLong();

    @BeforeEach
    void folder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("incoming"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** A clock that has moved on whenever it is looked at: everything settles. */
    private WatchedFolder hurried() {
        return new WatchedFolder(folder, SETTLE, () -> now.addAndGet(SETTLE.toNanos()));
    }

    /** Stops after the watcher has looked at the folder some times in vain. */
    private static CancelSignal patience() {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.incrementAndGet() > 5;
    }

    @Test
    void takesWhatIsThereInNaturalOrderAndThenWhatArrives() throws IOException {
        write("10.png", "x");
        write("9.png", "x");
        try (ImageQueue queue = hurried()) {
            assertEquals(List.of(folder.resolve("9.png")), queue.next(1, CancelSignal.never()));
            assertEquals(List.of(folder.resolve("10.png")), queue.next(64, CancelSignal.never()));
            Path arrived = write("new.png", "x");
            assertEquals(List.of(arrived), queue.next(64, CancelSignal.never()));
            Files.writeString(temporary.resolve("moved.png"), "x");
            Files.move(temporary.resolve("moved.png"), folder.resolve("moved.png"), StandardCopyOption.ATOMIC_MOVE);
            assertEquals(List.of(folder.resolve("moved.png")), queue.next(64, CancelSignal.never()));
        }
    }

    @Test
    void anImageStillBeingWrittenIsLeftUntilItIsQuiet() throws IOException {
        Path image = write("slow.png", "begun");
        try (ImageQueue queue = new WatchedFolder(folder, SETTLE, now::get)) {
            now.addAndGet(SETTLE.toNanos() - 1);
            assertEquals(List.of(), queue.next(64, patience()), "too soon");
            write("slow.png", "begun and ended");
            now.addAndGet(1);
            assertEquals(List.of(), queue.next(64, patience()), "it has changed");
            now.addAndGet(SETTLE.toNanos());
            assertEquals(List.of(image), queue.next(64, CancelSignal.never()));
        }
    }

    @Test
    void anImageIsTakenOnceUntilItIsWrittenAgain() throws IOException {
        Path image = write("a.png", "first");
        try (ImageQueue queue = hurried()) {
            assertEquals(List.of(image), queue.next(64, CancelSignal.never()));
            assertTrue(image.toFile().setExecutable(true));
            assertEquals(List.of(), queue.next(64, patience()));
            write("a.png", "another");
            assertEquals(List.of(image), queue.next(64, CancelSignal.never()));
        }
    }

    @Test
    void whatIsNoImageIsPassedOver() throws IOException {
        write("notes.txt", "x");
        write(".hidden.png", "x");
        Files.createDirectory(folder.resolve("folder.png"));
        try (ImageQueue queue = hurried()) {
            assertEquals(List.of(), queue.next(64, patience()));
            write("vanishes.png", "x");
            Files.delete(folder.resolve("vanishes.png"));
            assertEquals(List.of(), queue.next(64, patience()));
        }
    }

    @Test
    void aFolderThatIsNotThereOrGoesAwayIsAnError() throws IOException {
        assertThrows(DataException.class, () -> new WatchedFolder(temporary.resolve("none"), SETTLE));
        try (ImageQueue queue = hurried()) {
            Files.delete(folder);
            DataException e = assertThrows(DataException.class, () -> queue.next(1, CancelSignal.never()));
            assertTrue(e.getMessage().contains("is gone"), e.getMessage());
        }
    }
}

package org.diffcont.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.diffcont.error.DataException;
import org.diffcont.files.FileNames;
import org.diffcont.progress.CancelSignal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WatchedFolderTest {
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final WatchOptions USUAL = new WatchOptions(SETTLE, Optional.empty(), false);
    private static final WatchOptions RECURSIVE = new WatchOptions(SETTLE, Optional.empty(), true);
    private static final FileEvents.Place DISK = new FileEvents.Place("ext4", "/dev/sda1");
    private static final FileEvents.Place SHARE = new FileEvents.Place("nfs4", "server:/export");

    @TempDir
    Path temporary;
    private Path folder;
    private final AtomicLong now = new AtomicLong();
    private final List<String> told = new ArrayList<>();
    /** Where the folder lies. */
    private FileEvents.Place place = DISK;

    @BeforeEach
    void folder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("incoming"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private WatchedFolder watched(WatchOptions options, Optional<WatchJournal> journal) {
        return new WatchedFolder(folder, options, journal, told::add, now::get, path -> place);
    }

    private WatchedFolder watched(WatchOptions options) {
        return watched(options, Optional.empty());
    }

    /** Time flies: between any two looks everything settles and the next listing is due. */
    private CancelSignal hurry() {
        return () -> now.addAndGet(Duration.ofMinutes(1).toNanos()) < 0;
    }

    private List<Path> next(ImageQueue queue) {
        return files(queue.next(64, hurry()));
    }

    /** What comes within five looks, which should be nothing. */
    private List<Path> nothing(ImageQueue queue) {
        AtomicInteger asked = new AtomicInteger();
        CancelSignal hurry = hurry();
        return files(queue.next(64, () -> asked.incrementAndGet() > 5 || hurry.isCancelled()));
    }

    /** What comes within five looks while the clock stands. */
    private static List<Path> nothingYet(ImageQueue queue) {
        AtomicInteger asked = new AtomicInteger();
        return files(queue.next(64, () -> asked.incrementAndGet() > 5));
    }

    private static List<Path> files(List<Arrival> arrivals) {
        return arrivals.stream().map(Arrival::file).toList();
    }

    @Test
    void takesWhatIsThereInNaturalOrderAndThenWhatArrives() throws IOException {
        write("10.png", "x");
        write("9.png", "x");
        try (ImageQueue queue = watched(USUAL)) {
            assertEquals(List.of(folder.resolve("9.png")), files(queue.next(1, hurry())));
            assertEquals(List.of(folder.resolve("10.png")), next(queue));
            Path arrived = write("new.png", "x");
            assertEquals(List.of(arrived), next(queue));
            Files.writeString(temporary.resolve("moved.png"), "x");
            Files.move(temporary.resolve("moved.png"), folder.resolve("moved.png"), StandardCopyOption.ATOMIC_MOVE);
            assertEquals(List.of(folder.resolve("moved.png")), next(queue));
        }
        assertEquals(List.of(), told);
    }

    @Test
    void anImageStillBeingWrittenIsLeftUntilItIsQuiet() throws IOException {
        Path image = write("slow.png", "begun");
        try (ImageQueue queue = watched(USUAL)) {
            now.addAndGet(SETTLE.toNanos() - 1);
            assertEquals(List.of(), nothingYet(queue), "too soon");
            write("slow.png", "begun and ended");
            now.addAndGet(1);
            assertEquals(List.of(), nothingYet(queue), "it has changed");
            now.addAndGet(SETTLE.toNanos());
            assertEquals(List.of(image), files(queue.next(64, CancelSignal.never())));
        }
    }

    @Test
    void anImageIsTakenOnceUntilItIsWrittenAgain() throws IOException {
        Path image = write("a.png", "first");
        for (FileEvents.Place each : List.of(DISK, SHARE)) {
            place = each;
            try (ImageQueue queue = watched(USUAL)) {
                assertEquals(List.of(image), next(queue));
                assertTrue(image.toFile().setExecutable(true));
                assertEquals(List.of(), nothing(queue));
                write("a.png", "another, " + each);
                assertEquals(List.of(image), next(queue));
            }
        }
    }

    @Test
    void aShareWithAWrongClockIsWatchedByOurs() throws IOException {
        Path image = write("a.png", "x");
        try (ImageQueue queue = watched(USUAL)) {
            Files.setLastModifiedTime(image, FileTime.fromMillis(4_000_000_000_000L));
            assertEquals(List.of(image), next(queue));
            Files.setLastModifiedTime(image, FileTime.fromMillis(1000));
            assertEquals(List.of(image), next(queue), "an older time is another one, too");
            assertEquals(List.of(), nothing(queue));
        }
    }

    @Test
    void whatIsNoImageIsPassedOverAndCounted() throws IOException {
        place = SHARE;
        write("notes.txt", "x");
        write("MORE.TXT", "x");
        write("README", "x");
        write(".hidden.png", "x");
        write("~a.png", "x");
        write("a.png.part", "x");
        write("a.tmp", "x");
        Files.createDirectory(folder.resolve("folder.png"));
        Files.createSymbolicLink(folder.resolve("link.png"), folder.resolve("none.png"));
        try (WatchedFolder queue = watched(USUAL)) {
            assertEquals(List.of(), nothing(queue));
            assertEquals(Map.of(".txt", 2L, "without an ending", 1L, "folder", 1L, "link to nothing", 1L),
                queue.passedOver());
            write("vanishes.png", "x");
            Files.delete(folder.resolve("vanishes.png"));
            assertEquals(List.of(), nothing(queue));
            write("none.png", "x");
            Set<Path> both = new HashSet<>(next(queue));
            if (both.size() < 2) {
                both.addAll(next(queue));
            }
            assertEquals(Set.of(folder.resolve("none.png"), folder.resolve("link.png")), both);
            Files.move(folder.resolve("a.png.part"), folder.resolve("a.png"), StandardCopyOption.ATOMIC_MOVE);
            assertEquals(List.of(folder.resolve("a.png")), next(queue));
        }
    }

    @Test
    void aFolderThatIsNotThereOrGoesAwayIsAnError() throws IOException {
        assertThrows(DataException.class, () -> new WatchedFolder(temporary.resolve("none"), USUAL, Optional.empty(),
            told::add));
        try (ImageQueue queue = watched(USUAL)) {
            Files.delete(folder);
            DataException e = assertThrows(DataException.class, () -> next(queue));
            assertTrue(e.getMessage().contains("is gone"), e.getMessage());
        }
    }

    @Test
    void aShareIsListedWhereTheSystemTellsNothingAndThatIsSaid() throws IOException {
        place = SHARE;
        // Events are cut off: what a listing finds is all there is.
        try (WatchedFolder queue = watched(USUAL)) {
            assertEquals(1, told.size());
            assertTrue(told.getFirst().contains("nfs4") && told.getFirst().contains("every 1 s"), told::toString);
            queue.withoutEvents();
            write("a.png", "x");
            now.addAndGet(Duration.ofMillis(999).toNanos());
            assertEquals(List.of(), nothingYet(queue));
            now.addAndGet(Duration.ofMillis(1).toNanos());
            assertEquals(List.of(), nothingYet(queue), "listed, and not settled");
            now.addAndGet(SETTLE.toNanos());
            assertEquals(List.of(folder.resolve("a.png")), files(queue.next(64, CancelSignal.never())));
        }
    }

    @Test
    void byEventsAloneNothingIsListed() throws IOException {
        place = SHARE;
        try (WatchedFolder queue = watched(new WatchOptions(SETTLE, Optional.of(Duration.ZERO), false))) {
            assertTrue(told.getFirst().contains("not seen"), told::toString);
            queue.withoutEvents();
            write("a.png", "x");
            assertEquals(List.of(), nothing(queue));
        }
    }

    @Test
    void aShareThatIsNotMountedForAWhileBringsNothingBackThatWasTaken() throws IOException {
        place = SHARE;
        Path image = write("a.png", "x");
        try (ImageQueue queue = watched(USUAL)) {
            assertEquals(List.of(image), next(queue));
            // Unmounted: the empty folder below it is on the disk.
            Path share = temporary.resolve("share");
            Files.move(folder, share);
            Files.createDirectory(folder);
            place = DISK;
            for (int i = 0; i < 3; i++) {
                assertEquals(List.of(), nothing(queue));
            }
            assertEquals(2, told.size(), told::toString);
            assertTrue(told.get(1).contains("ext4"), told::toString);
            Files.delete(folder);
            assertEquals(List.of(), nothing(queue));
            Files.move(share, folder);
            place = SHARE;
            Path other = write("b.png", "x");
            assertEquals(List.of(other), next(queue));
            assertEquals(List.of(), nothing(queue));
            assertEquals(4, told.size(), told::toString);
            assertTrue(told.get(3).contains("again"), told::toString);
        }
    }

    @Test
    void deletedImagesAreForgottenAndNotBecauseOfOneListing() throws IOException {
        place = SHARE;
        Path image = write("a.png", "x");
        write("other.png", "x");
        FileTime time = Files.getLastModifiedTime(image);
        try (WatchedFolder queue = watched(USUAL)) {
            assertEquals(2, next(queue).size());
            Files.delete(image);
            assertEquals(List.of(), nothing(queue));
            assertEquals(2, queue.known());
            Files.setLastModifiedTime(write("a.png", "x"), time);
            assertEquals(List.of(), nothing(queue), "it was only missed");
            Files.delete(image);
            for (int i = 0; i < 3; i++) {
                assertEquals(List.of(), nothing(queue));
            }
            assertEquals(1, queue.known());
            Files.setLastModifiedTime(write("a.png", "x"), time);
            assertEquals(List.of(image), next(queue));
        }
    }

    @Test
    void moreFilesThanEventsCanTellAreEachTakenOnce() throws IOException {
        Set<Path> expected = new HashSet<>();
        List<Path> all = new ArrayList<>();
        try (ImageQueue queue = watched(USUAL)) {
            // The system keeps 512 events of a folder at most.
            for (int i = 0; i < 2000; i++) {
                expected.add(write(i + ".png", "x"));
            }
            while (all.size() < expected.size()) {
                all.addAll(next(queue));
            }
            assertEquals(List.of(), nothing(queue));
        }
        assertEquals(expected.size(), all.size());
        assertEquals(expected, new HashSet<>(all));
    }

    @Test
    void subfoldersAreWatchedWhereAskedForAlsoNewOnes() throws IOException {
        Files.createDirectories(folder.resolve("old/deep"));
        Path old = write("old/deep/1.png", "x");
        Files.createSymbolicLink(folder.resolve("old/circle"), folder);
        Files.createDirectory(folder.resolve("@eaDir"));
        write("@eaDir/thumb.png", "x");
        for (FileEvents.Place each : List.of(DISK, SHARE)) {
            place = each;
            try (WatchedFolder queue = watched(RECURSIVE)) {
                assertEquals(List.of(old), next(queue));
                Path fresh = Files.createDirectories(folder.resolve(each.type() + "/b"));
                Path image = Files.writeString(fresh.resolve("2.png"), "x");
                assertEquals(List.of(image), next(queue));
                Files.delete(image);
                Files.delete(fresh);
                assertEquals(List.of(), nothing(queue));
                Files.createDirectory(fresh);
                Path again = Files.writeString(fresh.resolve("3.png"), "x");
                assertEquals(List.of(again), next(queue));
                Files.delete(again);
            }
        }
    }

    @Test
    void aNameThatIsNoUtf8IsTakenAndToldFromOthers() throws IOException {
        Set<Path> expected = new HashSet<>();
        for (int b : new int[] {0xFE, 0xFF}) {
            Path odd = folder.resolve(FileNames.path(FileNames.decode(new byte[] {'x', (byte) b, '.', 'p', 'n', 'g'})));
            expected.add(Files.writeString(odd, "x"));
        }
        Path journal = temporary.resolve("journal");
        try (ImageQueue queue = watched(USUAL, Optional.of(WatchJournal.open(journal, folder, Optional.empty())))) {
            List<Arrival> taken = queue.next(64, hurry());
            taken.forEach(arrival -> queue.write(arrival, () -> { }));
            assertEquals(expected, new HashSet<>(files(taken)));
        }
        try (ImageQueue queue = watched(USUAL, Optional.of(WatchJournal.open(journal, folder, Optional.empty())))) {
            assertEquals(List.of(), nothing(queue));
        }
    }
}

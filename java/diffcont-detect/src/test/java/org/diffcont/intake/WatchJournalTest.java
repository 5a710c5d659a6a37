package org.diffcont.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffcont.error.BusyException;
import org.diffcont.error.DataException;
import org.diffcont.error.OutputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchJournalTest {
    private static final FileStamp STAMP = new FileStamp(7, 1_700_000_000_000L);

    @TempDir
    Path temporary;
    private Path folder;
    private Path file;
    private Path lines;

    @BeforeEach
    void paths() throws IOException {
        folder = temporary.resolve("incoming");
        file = temporary.resolve("journal");
        lines = Files.createFile(temporary.resolve("scores.jsonl"));
    }

    /** The lines' file as the program has it, without a program. */
    private final class Lines implements WatchJournal.Log {
        @Override
        public long size() throws IOException {
            return Files.size(lines);
        }

        @Override
        public boolean endsWithLine() throws IOException {
            String text = Files.readString(lines);
            return text.isEmpty() || text.endsWith("\n");
        }

        @Override
        public void cut(long size) throws IOException {
            Files.writeString(lines, Files.readString(lines).substring(0, (int) size));
        }

        @Override
        public void force() {
        }
    }

    private WatchJournal withLog() {
        return WatchJournal.open(file, folder, Optional.of(new Lines()));
    }

    private WatchJournal withoutLog() {
        return WatchJournal.open(file, folder, Optional.empty());
    }

    private void add(String text) {
        try {
            Files.writeString(lines, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, FileStamp> taken(WatchJournal journal) {
        Map<String, FileStamp> taken = new LinkedHashMap<>();
        journal.forEachTaken(taken::put);
        return taken;
    }

    /** What a process leaves that is killed: the file as it is now, for another process to find. */
    private void killed(WatchJournal journal) throws IOException {
        byte[] left = Files.readAllBytes(file);
        journal.close();
        Files.write(file, left);
    }

    @Test
    void whatWasWrittenIsKnownToTheNextProcess() {
        try (WatchJournal journal = withLog()) {
            journal.write("a.png", STAMP, () -> add("a\n"));
            journal.write("b.png", new FileStamp(8, 9), () -> add("b\n"));
            journal.write("a.png", new FileStamp(1, 2), () -> add("a again\n"));
        }
        try (WatchJournal journal = withLog()) {
            assertEquals(Map.of("a.png", new FileStamp(1, 2), "b.png", new FileStamp(8, 9)), taken(journal));
            assertEquals(Optional.empty(), journal.doubtful());
        }
    }

    @Test
    void aKillBeforeWithinAndAfterALineLeavesOneLineForEachFile() throws IOException {
        for (String left : List.of("", "b", "b\n")) {
            Files.deleteIfExists(file);
            Files.writeString(lines, "");
            WatchJournal journal = withLog();
            journal.write("a.png", STAMP, () -> add("a\n"));
            journal.write("b.png", STAMP, () -> add(left));
            killed(journal);
            try (WatchJournal next = withLog()) {
                boolean written = left.endsWith("\n");
                assertEquals(written ? List.of("a.png", "b.png") : List.of("a.png"), List.copyOf(taken(next).keySet()),
                    left);
                assertEquals(Optional.empty(), next.doubtful());
                assertEquals(written ? "a\nb\n" : "a\n", Files.readString(lines));
            }
        }
    }

    @Test
    void aPowerCutThatLosesLinesLosesNoFile() throws IOException {
        WatchJournal journal = withLog();
        for (String name : List.of("a", "b", "c")) {
            journal.write(name, STAMP, () -> add(name + "\n"));
        }
        killed(journal);
        Files.writeString(lines, "a\nb");
        try (WatchJournal next = withLog()) {
            assertEquals(List.of("a"), List.copyOf(taken(next).keySet()));
            next.write("b", STAMP, () -> add("b\n"));
            next.write("c", STAMP, () -> add("c\n"));
        }
        assertEquals("a\nb\nc\n", Files.readString(lines));
        try (WatchJournal last = withLog()) {
            assertEquals(List.of("a", "b", "c"), List.copyOf(taken(last).keySet()));
        }
    }

    @Test
    void withoutALogTheLastFileIsInDoubtUntilItIsWrittenAgain() throws IOException {
        WatchJournal journal = withoutLog();
        journal.write("a.png", STAMP, () -> { });
        journal.write("b.png", STAMP, () -> { });
        killed(journal);
        for (int i = 0; i < 2; i++) {
            try (WatchJournal next = withoutLog()) {
                assertEquals(List.of("a.png"), List.copyOf(taken(next).keySet()));
                assertEquals("b.png", next.doubtful().orElseThrow().name());
            }
        }
        try (WatchJournal next = withoutLog()) {
            next.write("b.png", STAMP, () -> { });
        }
        try (WatchJournal last = withoutLog()) {
            assertEquals(List.of("a.png", "b.png"), List.copyOf(taken(last).keySet()));
            assertEquals(Optional.empty(), last.doubtful());
        }
    }

    @Test
    void aLogThatWasMovedAwayBringsNothingBack() throws IOException {
        try (WatchJournal journal = withLog()) {
            journal.write("a.png", STAMP, () -> add("a\n"));
        }
        Files.writeString(lines, "");
        try (WatchJournal next = withLog()) {
            assertEquals(List.of("a.png"), List.copyOf(taken(next).keySet()));
        }
    }

    @Test
    void aLineThatCannotBeWrittenIsNotTakenForWritten() {
        WatchJournal journal = withLog();
        assertThrows(OutputException.class, () -> journal.write("a.png", STAMP, () -> {
            throw new OutputException("the disk is full");
        }));
        journal.close();
        try (WatchJournal next = withLog()) {
            assertEquals(Map.of(), taken(next));
        }
    }

    @Test
    void aKillWithinAnEntryOrTheHeaderIsOvercome() throws IOException {
        try (WatchJournal journal = withLog()) {
            journal.write("a.png", STAMP, () -> add("a\n"));
        }
        Files.writeString(file, "2\t7", StandardOpenOption.APPEND);
        try (WatchJournal next = withLog()) {
            assertEquals(List.of("a.png"), List.copyOf(taken(next).keySet()));
        }
        Files.writeString(file, "diffcont wa");
        try (WatchJournal next = withLog()) {
            assertEquals(Map.of(), taken(next));
        }
    }

    @Test
    void isWrittenAnewWithWhatIsWanted() throws IOException {
        try (WatchJournal journal = withLog()) {
            for (int i = 0; i < 2500; i++) {
                String name = i + ".png";
                journal.write(name, STAMP, () -> add("x\n"));
            }
            long before = Files.size(file);
            journal.compact((name, stamp) -> name.startsWith("24"));
            assertTrue(Files.size(file) < before / 10);
            assertEquals(111, journal.entries());
            journal.write("new.png", STAMP, () -> add("x\n"));
        }
        try (WatchJournal next = withLog()) {
            assertEquals(112, taken(next).size());
            assertThrows(BusyException.class, this::withLog);
        }
    }

    @Test
    void whatIsNoJournalOrAnotherFoldersIsRefusedAndLeft() throws IOException {
        withLog().close();
        String text = Files.readString(file);
        DataException other = assertThrows(DataException.class, () -> WatchJournal.open(file, temporary,
            Optional.empty()));
        assertTrue(other.getMessage().contains(folder.toString()), other.getMessage());
        assertEquals(text, Files.readString(file));
        Files.writeString(file, "a letter\n");
        assertThrows(DataException.class, this::withLog);
        assertEquals("a letter\n", Files.readString(file));
        Files.writeString(file, text + "x\ty\n");
        assertThrows(DataException.class, this::withLog);
    }
}

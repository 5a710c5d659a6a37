package org.diffcont.intake;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.diffcont.error.BusyException;
import org.diffcont.error.DataException;
import org.diffcont.files.AtomicFiles;
import org.diffcont.files.FileNames;

/**
 * Which files of a watched folder have their line, in a file, so that a later process goes on where this one ended. An
 * entry is written before its line and says how long the log of lines was: after a kill or a power cut the log itself
 * tells whether the last lines were written. Where there is no such log, as for standard output, one file is in doubt.
 * <pre>
 * diffcont watch 1 TAB folder
 * length of the log, or -1 TAB size of the file TAB its time, ms TAB its name from the folder on ({@link FileNames#key})
 * synced TAB length of the log      all lines before are on the disk
 * </pre>
 */
public final class WatchJournal implements AutoCloseable {
    private static final String HEADER = "diffcont watch 1\t";
    private static final String SYNCED = "synced\t";
    private static final int NO_LOG = -1;
    /** Entries after which log and journal are forced to the disk. */
    private static final int SYNC_AFTER = 1000;

    private final Path file;
    private final String header;
    private final Optional<Log> log;
    private FileChannel channel;
    private Optional<Entry> doubtful = Optional.empty();
    /** Bytes of the journal as it was found; entries after them are this process's. */
    private long found;
    private volatile long entries;
    private int unsynced;
    private boolean writing;
    /** Whether the doubtful file has not been written since. */
    private boolean inDoubt;

    /** The file that takes the lines. */
    public interface Log {
        /** Bytes. */
        long size() throws IOException;

        /** Whether it is empty or its last line is whole. */
        boolean endsWithLine() throws IOException;

        void cut(long size) throws IOException;

        /** Brings all that was written to the disk. */
        void force() throws IOException;
    }

    /**
     * A file's line.
     *
     * @param offset    where the entry begins in the journal
     * @param position  the log's length before the line
     */
    record Entry(long offset, long position, FileStamp stamp, String name) {
    }

    private WatchJournal(Path file, Path folder, Optional<Log> log) {
        this.file = file;
        this.header = HEADER + FileNames.key(folder.toAbsolutePath().normalize());
        this.log = log;
    }

    /**
     * Opens a journal, or begins one. The log's last line is cut off where it was not written to its end.
     *
     * @param log  the file that takes the lines; empty where that cannot be looked at
     * @throws BusyException when another process writes it
     * @throws DataException when it is another folder's, or none
     * @throws org.diffcont.error.OutputException when it cannot be written
     */
    public static WatchJournal open(Path file, Path folder, Optional<Log> log) {
        WatchJournal journal = new WatchJournal(file, folder, log);
        try {
            journal.open();
            return journal;
        } catch (IOException e) {
            journal.closeFile();
            throw AtomicFiles.cannotWrite(file, e);
        } catch (RuntimeException e) {
            journal.closeFile();
            throw e;
        }
    }

    private void open() throws IOException {
        channel = locked(file);
        if (channel.size() <= header.length() && header.startsWith(Files.readString(file))) {
            // New, or from a process that was killed at once.
            channel.truncate(0);
            append(header + "\n");
        }
        List<Entry> tail = new ArrayList<>();
        long[] synced = {NO_LOG};
        long whole = read((offset, line) -> {
            if (line.startsWith(SYNCED)) {
                tail.clear();
                synced[0] = number(line.substring(SYNCED.length()));
            } else {
                tail.add(entry(offset, line));
                entries++;
            }
        });
        channel.truncate(whole);
        settle(tail, synced[0]);
        found = channel.size();
        inDoubt = doubtful.isPresent();
        if (!inDoubt) {
            sync();
        }
    }

    private static FileChannel locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.APPEND);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // This process holds it.
        } catch (IOException e) {
            // Some network file systems know no locks.
            return channel;
        }
        channel.close();
        throw new BusyException("another process that watches a folder writes the journal " + file
            + "; stop it, or give another --journal");
    }

    /** Finds out which of the entries after the last sync have their line. */
    private void settle(List<Entry> tail, long synced) throws IOException {
        if (tail.isEmpty()) {
            return;
        }
        if (log.isEmpty() || synced == NO_LOG || log.get().size() < synced) {
            // The log is another one, or none.
            doubtful = Optional.of(tail.getLast());
            return;
        }
        int written = tail.size();
        while (written > 0 && tail.get(written - 1).position() >= log.get().size()) {
            written--;
        }
        if (written > 0 && !log.get().endsWithLine()) {
            written--;
            log.get().cut(tail.get(written).position());
        }
        if (written < tail.size()) {
            channel.truncate(tail.get(written).offset());
            entries -= tail.size() - written;
        }
    }

    /** The file that may or may not have its line, the last before a process was killed; to be taken before all others. */
    Optional<Entry> doubtful() {
        return doubtful;
    }

    Path file() {
        return file;
    }

    /** Hands on the files that were found to have their lines; a file that was written again comes again. */
    void forEachTaken(BiConsumer<String, FileStamp> each) {
        try {
            read((offset, line) -> {
                if (!line.startsWith(SYNCED) && offset < found && doubtful.stream().noneMatch(d -> d.offset() == offset)) {
                    Entry entry = entry(offset, line);
                    each.accept(entry.name(), entry.stamp());
                }
            });
        } catch (IOException e) {
            throw new DataException("the journal " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Notes a file and has its line written. */
    void write(String name, FileStamp stamp, Runnable line) {
        inDoubt = false;
        try {
            append((log.isPresent() ? log.get().size() : NO_LOG) + "\t" + stamp.size() + "\t" + stamp.time() + "\t" + name
                + "\n");
            entries++;
            writing = true;
            line.run();
            writing = false;
            unsynced++;
            if (unsynced >= SYNC_AFTER) {
                sync();
            }
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(file, e);
        }
    }

    /** Entries in the file. */
    long entries() {
        return entries;
    }

    /** Writes the journal anew with what is still wanted of it. */
    void compact(BiPredicate<String, FileStamp> wanted) {
        if (inDoubt) {
            return;
        }
        Path beside = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            sync();
            Files.deleteIfExists(beside);
            FileChannel old = channel;
            long[] kept = {0};
            channel = locked(beside);
            try {
                StringBuilder lines = new StringBuilder(header).append('\n');
                read((offset, line) -> {
                    if (line.startsWith(SYNCED)) {
                        return;
                    }
                    Entry entry = entry(offset, line);
                    if (wanted.test(entry.name(), entry.stamp())) {
                        lines.append(line).append('\n');
                        kept[0]++;
                        if (lines.length() > SYNC_AFTER * SYNC_AFTER) {
                            append(lines.toString());
                            lines.setLength(0);
                        }
                    }
                });
                append(lines.toString());
                sync();
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                AtomicFiles.syncFolder(file.toAbsolutePath().getParent());
            } catch (IOException e) {
                channel.close();
                channel = old;
                throw e;
            }
            entries = kept[0];
            found = 0;
            old.close();
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(file, e);
        }
    }

    private void sync() throws IOException {
        long length = NO_LOG;
        if (log.isPresent()) {
            log.get().force();
            length = log.get().size();
        }
        append(SYNCED + length + "\n");
        channel.force(false);
        unsynced = 0;
    }

    private void append(String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @FunctionalInterface
    private interface Lines {
        void line(long offset, String line) throws IOException;
    }

    /**
     * Reads the lines after the header.
     *
     * @return bytes of whole lines: a kill may have left a part of one
     */
    private long read(Lines lines) throws IOException {
        long offset = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b != '\n') {
                    bytes.write(b);
                    continue;
                }
                String line = bytes.toString(StandardCharsets.UTF_8);
                if (offset > 0) {
                    lines.line(offset, line);
                } else if (!line.equals(header)) {
                    throw foreign(line);
                }
                offset += bytes.size() + 1;
                bytes.reset();
            }
            if (offset == 0) {
                throw foreign(bytes.toString(StandardCharsets.UTF_8));
            }
        }
        return offset;
    }

    private DataException foreign(String first) {
        return new DataException(first.startsWith(HEADER)
            ? "the journal %s is that of another folder, %s; give another --journal for %s"
                .formatted(file, first.substring(HEADER.length()), header.substring(HEADER.length()))
            : file + " is no journal of a watched folder; give another --journal");
    }

    private Entry entry(long offset, String line) {
        String[] parts = line.split("\t", 4);
        if (parts.length < 4) {
            throw damaged(line);
        }
        return new Entry(offset, number(parts[0]), new FileStamp(number(parts[1]), number(parts[2])), parts[3]);
    }

    private long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw damaged(text);
        }
    }

    private DataException damaged(String what) {
        return new DataException("the journal " + file + " is damaged at \"" + what
            + "\"; delete it, and the folder's images are all scored again");
    }

    /** Ends the journal; a file whose line may not have been written stays in doubt. */
    @Override
    public void close() {
        try {
            if (channel.isOpen() && !writing && !inDoubt) {
                sync();
            }
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(file, e);
        } finally {
            closeFile();
        }
    }

    private void closeFile() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException ignored) {
            // What had to reach the disk was forced there.
        }
    }
}

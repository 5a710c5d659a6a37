package org.diffcont.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.diffcont.error.OutputException;
import org.diffcont.files.AtomicFiles;
import org.diffcont.intake.WatchJournal;
import org.diffcont.operation.ImageScore;

/** A file to which lines of scores are added. */
final class ScoreOutput implements WatchJournal.Log, AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final PrintWriter writer;
    private IOException failure;

    ScoreOutput(Path file) {
        this.file = file;
        try {
            this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(file, e);
        }
        this.writer = new PrintWriter(new OutputStreamWriter(new Remembering(), StandardCharsets.UTF_8));
    }

    /** A print writer tells nobody why it failed. */
    private final class Remembering extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }
    }

    PrintWriter writer() {
        return writer;
    }

    /** Whether it is a file, and no device or pipe. */
    boolean isFile() {
        return Files.isRegularFile(file);
    }

    /** Whether there are lines in it. */
    boolean begun() {
        try {
            return channel.size() > 0;
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(file, e);
        }
    }

    /**
     * Asks whether lines go on as they began.
     *
     * @param head  that its first line must be
     * @throws OutputException when it is another: lines of other columns must not follow
     */
    void requireHead(String head) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            String first = reader.readLine();
            if (!head.equals(first)) {
                throw new OutputException("cannot add to " + file + ": its columns are " + first + ", not " + head
                        + "; an earlier version began it: give another --out");
            }
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(file, e);
        }
    }

    /** A writer to this file that throws an OutputException when a line could not be written. */
    ScoreWriter checked(ScoreWriter lines) {
        return new ScoreWriter() {
            @Override
            public void write(ImageScore score, Path picture) {
                lines.write(score, picture);
                if (writer.checkError()) {
                    throw AtomicFiles.cannotWrite(file, failure == null ? new IOException("unknown reason") : failure);
                }
            }

            @Override
            public void close() {
                lines.close();
            }
        };
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public boolean endsWithLine() throws IOException {
        try (FileChannel reader = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return reader.size() == 0 || reader.read(last, reader.size() - 1) == 1 && last.get(0) == '\n';
        }
    }

    @Override
    public void cut(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() {
        writer.close();
        try {
            channel.close();
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(file, e);
        }
    }
}

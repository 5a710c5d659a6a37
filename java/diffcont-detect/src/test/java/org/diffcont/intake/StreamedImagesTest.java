package org.diffcont.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.diffcont.error.DataException;
import org.diffcont.progress.CancelSignal;
import org.junit.jupiter.api.Test;

class StreamedImagesTest {
    private static final CancelSignal GO_ON = CancelSignal.never();

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Path> files(List<Arrival> arrivals) {
        return arrivals.stream().map(Arrival::file).toList();
    }

    @Test
    void anImageThatComesAloneIsTakenAlone() throws IOException {
        PipedInputStream reader = new PipedInputStream();
        try (PipedOutputStream writer = new PipedOutputStream(reader); ImageQueue queue = new StreamedImages(reader)) {
            for (String name : List.of("a.png", "b.png", "c.png")) {
                writer.write((name + "\n").getBytes(StandardCharsets.UTF_8));
                writer.flush();
                assertEquals(List.of(Path.of(name)), files(queue.next(64, GO_ON)));
            }
        }
    }

    @Test
    void imagesThatWaitAreTakenTogetherInOrderAndNotTooMany() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            lines.append(i).append(".png\n\n");
        }
        List<Path> all = new ArrayList<>();
        int batches = 0;
        try (ImageQueue queue = new StreamedImages(text(lines.toString()))) {
            List<Path> batch;
            while (!(batch = files(queue.next(64, GO_ON))).isEmpty()) {
                assertTrue(batch.size() <= 64);
                all.addAll(batch);
                batches++;
            }
            assertEquals(List.of(), queue.next(64, GO_ON));
        }
        assertEquals(1000, all.size());
        for (int i = 0; i < 1000; i++) {
            assertEquals(Path.of(i + ".png"), all.get(i));
        }
        assertTrue(batches < 1000, batches + " batches");
    }

    @Test
    void anEndlessStreamIsReadOnlyAsFarAsImagesAreTaken() {
        AtomicInteger read = new AtomicInteger();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return read.incrementAndGet() % 2 == 0 ? '\n' : 'x';
            }
        };
        try (ImageQueue queue = new StreamedImages(endless)) {
            for (int taken = 0; taken < 10_000;) {
                taken += queue.next(64, GO_ON).size();
            }
            // What the queue and the reader's buffers hold.
            assertTrue(read.get() < 2 * (10_000 + 64 + 257 + 8192), read + " characters");
        }
    }

    @Test
    void whatNoFileCanBeCalledIsAFileThatIsNotThere() {
        try (ImageQueue queue = new StreamedImages(text("a\0b.png\n"))) {
            assertEquals(List.of(Path.of("a\uFFFDb.png")), files(queue.next(1, GO_ON)));
        }
    }

    @Test
    void aNameThatIsNoUtf8NamesItsFile() throws IOException {
        byte[] line = {'x', (byte) 0xFF, '.', 'p', 'n', 'g', '\r', '\n'};
        try (ImageQueue queue = new StreamedImages(new ByteArrayInputStream(line))) {
            Path file = queue.next(1, GO_ON).getFirst().file();
            assertEquals("x%FF.png", file.toUri().getRawPath().replaceAll(".*/", ""));
        }
    }

    @Test
    void aLineThatNeverEndsTakesLittleMemory() {
        InputStream line = new InputStream() {
            private int left = 50_000_000;

            @Override
            public int read() {
                return left-- > 0 ? 'x' : -1;
            }
        };
        try (ImageQueue queue = new StreamedImages(line)) {
            assertEquals(1 << 16, queue.next(1, GO_ON).getFirst().file().toString().length());
        }
    }

    @Test
    void aStreamThatBreaksIsAnErrorAfterWhatCameBefore() {
        InputStream broken = new InputStream() {
            private int count;

            @Override
            public int read() throws IOException {
                return switch (count++) {
                    case 0 -> 'x';
                    case 1 -> '\n';
                    default -> throw new IOException("the pipe burst");
                };
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                target[offset] = (byte) read();
                return 1;
            }
        };
        try (ImageQueue queue = new StreamedImages(broken)) {
            assertEquals(List.of(Path.of("x")), files(queue.next(1, GO_ON)));
            DataException e = assertThrows(DataException.class, () -> queue.next(1, GO_ON));
            assertTrue(e.getMessage().contains("the pipe burst"), e.getMessage());
        }
    }

    @Test
    void stopsWaitingWhenToldTo() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        PipedInputStream silent = new PipedInputStream(new PipedOutputStream());
        try (ImageQueue queue = new StreamedImages(silent)) {
            assertEquals(List.of(), queue.next(64, () -> asked.incrementAndGet() > 2));
        }
    }
}

package org.diffcont.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.diffcont.error.DataException;
import org.diffcont.progress.CancelSignal;
import org.junit.jupiter.api.Test;

class StreamedImagesTest {
    private static final CancelSignal GO_ON = CancelSignal.never();

    @Test
    void anImageThatComesAloneIsTakenAlone() throws IOException {
        PipedReader reader = new PipedReader();
        try (PipedWriter writer = new PipedWriter(reader); ImageQueue queue = new StreamedImages(reader)) {
            for (String name : List.of("a.png", "b.png", "c.png")) {
                writer.write(name + "\n");
                writer.flush();
                assertEquals(List.of(Path.of(name)), queue.next(64, GO_ON));
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
        try (ImageQueue queue = new StreamedImages(new StringReader(lines.toString()))) {
            List<Path> batch;
            while (!(batch = queue.next(64, GO_ON)).isEmpty()) {
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
        Reader endless = new Reader() {
            @Override
            public int read(char[] target, int offset, int length) {
                read.addAndGet(2);
                target[offset] = 'x';
                target[offset + 1] = '\n';
                return 2;
            }

            @Override
            public void close() {
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
        try (ImageQueue queue = new StreamedImages(new StringReader("a\0b.png\n"))) {
            assertEquals(List.of(Path.of("a\uFFFDb.png")), queue.next(1, GO_ON));
        }
    }

    @Test
    void aStreamThatBreaksIsAnErrorAfterWhatCameBefore() {
        Reader broken = new Reader() {
            private boolean first = true;

            @Override
            public int read(char[] target, int offset, int length) throws IOException {
                if (!first) {
                    throw new IOException("the pipe burst");
                }
                first = false;
                target[offset] = 'x';
                target[offset + 1] = '\n';
                return 2;
            }

            @Override
            public void close() {
            }
        };
        try (ImageQueue queue = new StreamedImages(broken)) {
            assertEquals(List.of(Path.of("x")), queue.next(1, GO_ON));
            DataException e = assertThrows(DataException.class, () -> queue.next(1, GO_ON));
            assertTrue(e.getMessage().contains("the pipe burst"), e.getMessage());
        }
    }

    @Test
    void stopsWaitingWhenToldTo() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        PipedReader silent = new PipedReader(new PipedWriter());
        try (ImageQueue queue = new StreamedImages(silent)) {
            assertEquals(List.of(), queue.next(64, () -> asked.incrementAndGet() > 2));
        }
    }
}

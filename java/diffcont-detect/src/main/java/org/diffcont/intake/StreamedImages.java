package org.diffcont.intake;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.diffcont.error.DataException;
import org.diffcont.files.FileNames;
import org.diffcont.progress.CancelSignal;

/**
 * Files named by the lines of a stream, such as standard input; empty lines are passed over. A name is any bytes: what
 * is no UTF-8 names its file all the same. However long the stream, only a few hundred of its lines are held: whoever
 * writes it waits.
 */
public final class StreamedImages implements ImageQueue {
    private static final int HELD = 256;
    /** More than any system's longest path: the rest of a longer line is dropped, and names no file either way. */
    private static final int LONGEST = 1 << 16;
    /** How soon a wish to stop is noticed. */
    private static final long PATIENCE_MILLIS = 100;
    /** Told apart by identity; no line is this object. */
    private static final String END = new String("end");

    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(HELD);
    private final Thread thread;
    private volatile IOException failure;
    private boolean ended;

    public StreamedImages(InputStream source) {
        this.thread = Thread.ofPlatform().daemon().name("image-paths").start(() -> read(
            new BufferedInputStream(source)));
    }

    private void read(InputStream source) {
        try {
            try {
                String line;
                while ((line = line(source)) != null) {
                    if (!line.isBlank()) {
                        lines.put(line);
                    }
                }
            } catch (IOException e) {
                failure = e;
            }
            lines.put(END);
        } catch (InterruptedException e) {
            // Closed: nobody takes lines any more.
            Thread.currentThread().interrupt();
        }
    }

    /** Without its end, which may be that of Windows; null at the end of the stream. */
    private static String line(InputStream source) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = source.read();
        if (b < 0) {
            return null;
        }
        for (; b >= 0 && b != '\n'; b = source.read()) {
            if (line.size() < LONGEST) {
                line.write(b);
            }
        }
        String text = FileNames.decode(line.toByteArray());
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public List<Arrival> next(int most, CancelSignal cancel) {
        List<String> taken = new ArrayList<>();
        try {
            while (!ended && taken.isEmpty() && !cancel.isCancelled()) {
                String line = lines.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                if (line != null) {
                    taken.add(line);
                    lines.drainTo(taken, most - 1);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
        if (!taken.isEmpty() && taken.getLast() == END) {
            taken.removeLast();
            ended = true;
        }
        if (ended && taken.isEmpty() && failure != null) {
            throw new DataException("the stream of image paths cannot be read on: " + failure.getMessage(), failure);
        }
        return taken.stream().map(FileNames::path).map(Arrival::of).toList();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

package org.diffcont.intake;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.diffcont.error.DataException;
import org.diffcont.progress.CancelSignal;

/**
 * Files named by the lines of a stream, such as standard input; empty lines are passed over. However long the stream,
 * only a few hundred of its lines are held: whoever writes it waits.
 */
public final class StreamedImages implements ImageQueue {
    private static final int HELD = 256;
    /** How soon a wish to stop is noticed. */
    private static final long PATIENCE_MILLIS = 100;
    /** Told apart by identity; no line is this object. */
    private static final String END = new String("end");

    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(HELD);
    private final Thread thread;
    private volatile IOException failure;
    private boolean ended;

    public StreamedImages(Reader source) {
        this.thread = Thread.ofPlatform().daemon().name("image-paths").start(() -> read(new BufferedReader(source)));
    }

    private void read(BufferedReader source) {
        try {
            try {
                String line;
                while ((line = source.readLine()) != null) {
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

    @Override
    public List<Path> next(int most, CancelSignal cancel) {
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
        return taken.stream().map(StreamedImages::path).toList();
    }

    /** What cannot be a path names no file, and is an unreadable image like any other missing one. */
    private static Path path(String line) {
        try {
            return Path.of(line);
        } catch (InvalidPathException e) {
            return Path.of(line.replace('\0', '\uFFFD'));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

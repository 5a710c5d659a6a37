package org.diffcont.image;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Batches of loaded images, one decoded ahead. Not for several threads. Close it when it is not read to its end.
 * {@link #next()} throws what {@link ImageLoader#load} throws.
 */
public final class ImageBatches implements Iterator<LoadedImages>, AutoCloseable {
    private final ImageLoader loader;
    private final List<Path> files;
    private final int batchSize;
    private int started;
    private FutureTask<LoadedImages> ahead;
    private Thread decoder;

    ImageBatches(ImageLoader loader, List<Path> files, int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch size " + batchSize + " must be positive");
        }
        this.loader = loader;
        this.files = List.copyOf(files);
        this.batchSize = batchSize;
        startNext();
    }

    @Override
    public boolean hasNext() {
        return ahead != null;
    }

    @Override
    public LoadedImages next() {
        if (ahead == null) {
            throw new NoSuchElementException("no more image batches");
        }
        LoadedImages batch = await();
        startNext();
        return batch;
    }

    /** Stops the decoding ahead; there is no next batch after this. */
    @Override
    public void close() {
        if (ahead != null) {
            ahead = null;
            started = files.size();
            decoder.interrupt();
        }
    }

    private LoadedImages await() {
        try {
            return ahead.get();
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new CancellationException("loading images was interrupted");
        } catch (ExecutionException e) {
            ahead = null;
            started = files.size();
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    private void startNext() {
        if (started >= files.size()) {
            ahead = null;
            return;
        }
        List<Path> part = files.subList(started, Math.min(started + batchSize, files.size()));
        started += part.size();
        ahead = new FutureTask<>(() -> loader.load(part));
        decoder = Thread.ofPlatform().daemon().name("image-batches").start(ahead);
    }
}

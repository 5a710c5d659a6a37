package org.diffcont.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * Loads image files, decoded and resized to S×S by {@link AreaResize}, on several threads. The result does not depend
 * on their number. However many threads there are, the pictures being decoded at one time have at most
 * {@link ImageLimits#maxPixels()} pixels together, so that a folder of huge images does not exhaust the memory.
 */
public final class ImageLoader {
    /** A semaphore counts in int; pixels are counted in units of this many. */
    private static final int PIXEL_UNIT = 1024;

    private final int size;
    private final ImageLimits limits;
    private final int threads;
    private final OnUnreadable onUnreadable;

    /**
     * @param size side S of every loaded image, pixels
     * @param threads decoding threads, at least 1
     */
    public ImageLoader(int size, ImageLimits limits, int threads, OnUnreadable onUnreadable) {
        if (size < 1 || threads < 1) {
            throw new IllegalArgumentException("image size " + size + " and threads " + threads + " must be positive");
        }
        this.size = size;
        this.limits = limits;
        this.threads = threads;
        this.onUnreadable = onUnreadable;
    }

    /** Side S of the loaded images. */
    public int size() {
        return size;
    }

    /** As {@link #load(List, IntConsumer)}, without progress. */
    public LoadedImages load(List<Path> files) {
        return load(files, done -> { });
    }

    /**
     * Loads all files.
     *
     * @param progress told after each file how many are done; called from the decoding threads, one call at a time
     * @throws UnreadableImageException for the first bad file of the list, when told to stop
     * @throws CancellationException when the calling thread is interrupted
     */
    public LoadedImages load(List<Path> files, IntConsumer progress) {
        Job job = new Job(files, progress);
        job.run();
        return job.result();
    }

    private final class Job {
        private final List<Path> files;
        private final float[][] values;
        private final String[] reasons;
        private final IntConsumer progress;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<Failure> failure = new AtomicReference<>();
        private final int pixelBudget = (int) (limits.maxPixels() / PIXEL_UNIT) + 1;
        private final Semaphore pixels = new Semaphore(pixelBudget, true);
        private int done;

        Job(List<Path> files, IntConsumer progress) {
            this.files = files;
            this.values = new float[files.size()][];
            this.reasons = new String[files.size()];
            this.progress = progress;
        }

        void run() {
            // Threads that end soon are joined without a look at the interrupt.
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted();
            }
            int workers = Math.min(threads, files.size());
            if (workers <= 1) {
                work();
                return;
            }
            List<Thread> started = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                started.add(Thread.ofPlatform().daemon().name("image-loader-" + i).start(this::work));
            }
            try {
                for (Thread thread : started) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                next.set(files.size());
                started.forEach(Thread::interrupt);
                Thread.currentThread().interrupt();
                throw interrupted();
            }
        }

        private static CancellationException interrupted() {
            return new CancellationException("loading images was interrupted");
        }

        /** Takes files in list order, so that when one fails all before it have been taken too. */
        private void work() {
            int index;
            while (failure.get() == null && (index = next.getAndIncrement()) < files.size()) {
                try {
                    loadOne(index);
                    report();
                } catch (UnreadableImageException e) {
                    if (onUnreadable == OnUnreadable.STOP) {
                        fail(index, e);
                    } else {
                        reasons[index] = e.getMessage();
                        report();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    fail(index, interrupted());
                } catch (RuntimeException | Error e) {
                    fail(index, e);
                }
            }
        }

        private void loadOne(int index) throws InterruptedException {
            ImageFile file = ImageFile.open(files.get(index), limits);
            int permits = (int) (file.pixels() / PIXEL_UNIT) + 1;
            pixels.acquire(permits);
            try {
                values[index] = AreaResize.resize(file.decode(), size, size).values();
            } finally {
                pixels.release(permits);
            }
        }

        private synchronized void report() {
            done++;
            progress.accept(done);
        }

        private void fail(int index, Throwable cause) {
            failure.accumulateAndGet(new Failure(index, cause), (a, b) -> a == null || b.index < a.index ? b : a);
        }

        LoadedImages result() {
            if (failure.get() != null) {
                switch (failure.get().cause) {
                    case Error e -> throw e;
                    case RuntimeException e -> throw e;
                    default -> throw new IllegalStateException(failure.get().cause);
                }
            }
            List<Path> loaded = new ArrayList<>();
            List<SkippedImage> skipped = new ArrayList<>();
            for (int i = 0; i < files.size(); i++) {
                if (reasons[i] != null) {
                    skipped.add(new SkippedImage(files.get(i), reasons[i]));
                } else {
                    loaded.add(files.get(i));
                }
            }
            return new LoadedImages(new ImageBatch(Arrays.stream(values).filter(Objects::nonNull)
                .toArray(float[][]::new), loaded.isEmpty() ? 0 : size), loaded, skipped);
        }
    }

    private record Failure(int index, Throwable cause) {
    }
}

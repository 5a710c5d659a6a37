package org.diffcont.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.diffcont.error.UnreadableImageException;
import org.diffcont.files.Sha256;

/**
 * Loads image files, decoded and resized to S×S by {@link AreaResize}, on several threads. The result does not depend
 * on their number. However many threads there are, the pictures being decoded at one time have at most
 * {@link ImageLimits#maxPixels()} pixels together, so that a folder of huge images does not exhaust the memory.
 */
public final class ImageLoader {
    /** A semaphore counts in int; pixels are counted in units of this many. */
    private static final int PIXEL_UNIT = 1024;

    private final int size;
    private final ImageReading reading;
    private final int threads;
    private final OnUnreadable onUnreadable;

    /** As {@link #ImageLoader(int, ImageReading, int, OnUnreadable)}: first pages, each with the bits that it uses. */
    public ImageLoader(int size, ImageLimits limits, int threads, OnUnreadable onUnreadable) {
        this(size, new ImageReading(limits), threads, onUnreadable);
    }

    /**
     * @param size side S of every loaded image, pixels
     * @param threads decoding threads, at least 1
     */
    public ImageLoader(int size, ImageReading reading, int threads, OnUnreadable onUnreadable) {
        if (size < 1 || threads < 1) {
            throw new IllegalArgumentException("image size " + size + " and threads " + threads + " must be positive");
        }
        this.size = size;
        this.reading = reading;
        this.threads = threads;
        this.onUnreadable = onUnreadable;
    }

    /** Side S of the loaded images. */
    public int size() {
        return size;
    }

    /** As {@link #load(List, boolean, IntConsumer)}, without hashes and progress. */
    public LoadedImages load(List<ImageInput> files) {
        return load(files, false, done -> { });
    }

    /**
     * Loads all images.
     *
     * @param hashed whether the files are hashed too
     * @param progress told after each file how many are done; called from the decoding threads, one call at a time
     * @throws UnreadableImageException for the first bad one of the list, when told to stop
     * @throws CancellationException when the calling thread is interrupted
     */
    public LoadedImages load(List<ImageInput> files, boolean hashed, IntConsumer progress) {
        Job job = new Job(files, hashed, progress);
        job.run();
        LoadedImages loaded = job.result();
        return reading.bits() instanceof BitsRule.Together ? withBitsOfAll(loaded) : loaded;
    }

    /** Reads again those that by themselves were taken as of fewer bits than another one. */
    private LoadedImages withBitsOfAll(LoadedImages loaded) {
        int bits = loaded.bits();
        int[] others = IntStream.range(0, loaded.count()).filter(i -> loaded.facts().get(i).deep()
            && loaded.facts().get(i).takenBits() < bits).toArray();
        if (others.length == 0) {
            return loaded;
        }
        LoadedImages again = new ImageLoader(size, reading.with(new BitsRule.Learned(Set.of(bits))), threads,
            OnUnreadable.STOP).load(Arrays.stream(others).mapToObj(loaded.inputs()::get).toList());
        float[][] values = loaded.images().images().clone();
        List<ImageFacts> facts = new ArrayList<>(loaded.facts());
        for (int i = 0; i < others.length; i++) {
            values[others[i]] = again.images().image(i);
            facts.set(others[i], again.facts().get(i));
        }
        return new LoadedImages(new ImageBatch(values, size), loaded.inputs(), facts, loaded.sha256(), loaded.skipped());
    }

    private final class Job {
        private final List<ImageInput> files;
        private final boolean hashed;
        private final float[][] values;
        private final ImageFacts[] facts;
        private final String[] hashes;
        private final String[] reasons;
        private final IntConsumer progress;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<Failure> failure = new AtomicReference<>();
        private final int pixelBudget = (int) (reading.limits().maxPixels() / PIXEL_UNIT) + 1;
        private final Semaphore pixels = new Semaphore(pixelBudget, true);
        private int done;

        Job(List<ImageInput> files, boolean hashed, IntConsumer progress) {
            this.files = files;
            this.hashed = hashed;
            this.values = new float[files.size()][];
            this.facts = new ImageFacts[files.size()];
            this.hashes = new String[files.size()];
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
            ImageInput input = files.get(index);
            if (input instanceof ImageInput.Picture picture) {
                take(index, ImageDecoder.decode(picture, reading));
                hashes[index] = hashed ? Sha256.of(littleEndian(values[index])) : null;
                return;
            }
            ImageFile file = ImageFile.open(input, reading);
            int permits = (int) (file.pixels() / PIXEL_UNIT) + 1;
            pixels.acquire(permits);
            try {
                take(index, file.decode());
            } finally {
                pixels.release(permits);
            }
            hashes[index] = hashed ? Sha256.of(file.bytes()) : null;
        }

        private void take(int index, DecodedImage decoded) {
            values[index] = AreaResize.resize(decoded.image(), size, size).values();
            facts[index] = decoded.facts();
        }

        private static byte[] littleEndian(float[] samples) {
            ByteBuffer bytes = ByteBuffer.allocate(samples.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(samples);
            return bytes.array();
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
            List<SkippedImage> skipped = new ArrayList<>();
            for (int i = 0; i < files.size(); i++) {
                if (reasons[i] != null) {
                    skipped.add(new SkippedImage(i, files.get(i), reasons[i]));
                }
            }
            int[] loaded = IntStream.range(0, files.size()).filter(i -> values[i] != null).toArray();
            return new LoadedImages(new ImageBatch(Arrays.stream(loaded).mapToObj(i -> values[i])
                .toArray(float[][]::new), loaded.length == 0 ? 0 : size),
                Arrays.stream(loaded).mapToObj(files::get).toList(),
                Arrays.stream(loaded).mapToObj(i -> facts[i]).toList(),
                hashed ? Arrays.stream(loaded).mapToObj(i -> hashes[i]).toList() : List.of(), skipped);
        }
    }

    private record Failure(int index, Throwable cause) {
    }
}

package org.diffcont.image;

import java.time.Duration;
import java.util.function.LongSupplier;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import org.diffcont.error.UnreadableImageException.Problem;
import org.diffcont.error.UnreadableImageException;

/**
 * Stops an image reader that takes too long. Readers report their progress every few rows, and can be told to stop. More
 * than a second between two reports is time in which the process was stopped or the machine slept, and counts as one.
 */
final class Deadline implements IIOReadProgressListener {
    private static final long LONGEST_STEP = Duration.ofSeconds(1).toNanos();

    private final Duration longest;
    private final LongSupplier clock;
    private long last;
    private long taken;
    private boolean missed;

    Deadline(Duration longest) {
        this(longest, System::nanoTime);
    }

    /** @param clock  nanoseconds */
    Deadline(Duration longest, LongSupplier clock) {
        this.longest = longest;
        this.clock = clock;
        this.last = clock.getAsLong();
    }

    /** @throws UnreadableImageException when the reader was stopped */
    void check(ImageInput input) {
        if (missed) {
            throw new UnreadableImageException(input.name(), Problem.TOO_SLOW, "decoding it takes longer than "
                    + longest.toMillis() / 1000.0 + " s (data.max_decode_seconds)");
        }
    }

    @Override
    public void imageProgress(ImageReader source, float percentageDone) {
        long now = clock.getAsLong();
        taken += Math.min(now - last, LONGEST_STEP);
        last = now;
        if (taken > longest.toNanos()) {
            missed = true;
            source.abort();
        }
    }

    @Override
    public void sequenceStarted(ImageReader source, int minIndex) {
    }

    @Override
    public void sequenceComplete(ImageReader source) {
    }

    @Override
    public void imageStarted(ImageReader source, int imageIndex) {
    }

    @Override
    public void imageComplete(ImageReader source) {
    }

    @Override
    public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {
    }

    @Override
    public void thumbnailProgress(ImageReader source, float percentageDone) {
    }

    @Override
    public void thumbnailComplete(ImageReader source) {
    }

    @Override
    public void readAborted(ImageReader source) {
    }
}

package org.diffcont.training;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.diffcont.random.Seeds;

/**
 * Which images each training step sees. A batch is a function of its step and of the fields below, so any step can be
 * asked for at any time, and the same seed gives the same batches.
 *
 * <p>Current images: each epoch goes through all of them once, newly shuffled. The last batch of an epoch takes what
 * is left and is not dropped, even when that is one image: the network normalises within an image, and the center
 * loss of a single image of a class is zero.
 *
 * <p>Replayed images: beside each batch, {@code replayBatch} of them, also beside a short one. Classes take turns:
 * rounds of all classes that have images, each round newly shuffled and running on from batch to batch, so no class
 * is ahead of another by more than one image. Within a class all its images are used once, in shuffled order, before
 * any is used again.
 *
 * @param currentCount current images, at least 1
 * @param batchSize current images a step, at least 1
 * @param steps training steps, at least 0
 * @param replayCounts replayed images of each old class; a class may have none
 * @param replayBatch replayed images a step, at least 0; none are drawn when there are none
 * @param seed of this schedule; derive one for each experience
 */
public record BatchSchedule(
        int currentCount, int batchSize, long steps, List<Integer> replayCounts, int replayBatch, long seed)
        implements Iterable<Batch> {
    public BatchSchedule {
        replayCounts = List.copyOf(replayCounts);
        if (currentCount < 1 || batchSize < 1 || steps < 0 || replayBatch < 0
                || replayCounts.stream().anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException(
                    "impossible schedule: %d current images in batches of %d, %d steps, %s replayed in batches of %d"
                            .formatted(currentCount, batchSize, steps, replayCounts, replayBatch));
        }
    }

    /** Whole passes over the current images. */
    public static BatchSchedule ofEpochs(
            int epochs, int currentCount, int batchSize, List<Integer> replayCounts, int replayBatch, long seed) {
        long steps = (long) epochs * stepsPerEpoch(currentCount, batchSize);
        return new BatchSchedule(currentCount, batchSize, steps, replayCounts, replayBatch, seed);
    }

    /** Steps of one epoch. */
    public int stepsPerEpoch() {
        return stepsPerEpoch(currentCount, batchSize);
    }

    /** The batch of one step. */
    public Batch batch(long step) {
        if (step < 0 || step >= steps) {
            throw new IndexOutOfBoundsException("step " + step + " of " + steps);
        }
        int perEpoch = stepsPerEpoch();
        int epoch = Math.toIntExact(step / perEpoch);
        int[] order = Seeds.permutation(currentCount, Seeds.generator(seed, "batch.current", epoch));
        int from = (int) (step % perEpoch) * batchSize;
        int length = Math.min(batchSize, currentCount - from);
        int[] current = new int[length];
        System.arraycopy(order, from, current, 0, length);

        int[] classes = replayClasses(step);
        int[] replay = new int[classes.length];
        int live = liveClasses().length;
        for (int i = 0; i < classes.length; i++) {
            replay[i] = replayImage(classes[i], (step * replayBatch + i) / live);
        }
        return new Batch(step, epoch, current, replay, classes);
    }

    @Override
    public Iterator<Batch> iterator() {
        return new Iterator<>() {
            private long step;

            @Override
            public boolean hasNext() {
                return step < steps;
            }

            @Override
            public Batch next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("no batch after step " + steps);
                }
                return batch(step++);
            }
        };
    }

    private int[] replayClasses(long step) {
        int[] live = liveClasses();
        int[] classes = new int[live.length == 0 ? 0 : replayBatch];
        long shuffled = -1;
        int[] order = {};
        for (int i = 0; i < classes.length; i++) {
            long slot = step * replayBatch + i;
            long round = slot / live.length;
            if (round != shuffled) {
                order = Seeds.permutation(live.length, Seeds.generator(seed, "batch.replay.class", round));
                shuffled = round;
            }
            classes[i] = live[order[(int) (slot % live.length)]];
        }
        return classes;
    }

    /** Every round draws each class once, so the round's number is also the class's own count of draws. */
    private int replayImage(int label, long round) {
        int count = replayCounts.get(label);
        int[] order = Seeds.permutation(count, Seeds.generator(seed, "batch.replay.image", label, round / count));
        int first = 0;
        for (int i = 0; i < label; i++) {
            first += replayCounts.get(i);
        }
        return first + order[(int) (round % count)];
    }

    private int[] liveClasses() {
        return IntStream.range(0, replayCounts.size()).filter(c -> replayCounts.get(c) > 0).toArray();
    }

    private static int stepsPerEpoch(int currentCount, int batchSize) {
        if (currentCount < 1 || batchSize < 1) {
            throw new IllegalArgumentException(currentCount + " images in batches of " + batchSize);
        }
        return Math.ceilDiv(currentCount, batchSize);
    }
}

package org.diffcont.replay;

import java.util.List;
import java.util.Objects;
import org.diffcont.image.ImageBatch;

/**
 * Replayed images of the old classes (paper: R_t), rebuilt before every experience.
 *
 * @param images   class after class
 * @param labels   class index of each image
 * @param accepted whether the gate let each image through; the others fill up where too few passed
 * @param classes  what happened for each old class, by class index
 */
public record ReplayBuffer(ImageBatch images, int[] labels, List<Boolean> accepted, List<ClassReplay> classes) {
    public static ReplayBuffer empty() {
        return new ReplayBuffer(ImageBatch.empty(), new int[0], List.of(), List.of());
    }

    public int count() {
        return labels.length;
    }

    /** Numbers of images of each class, by class index. */
    public List<Integer> countsByClass() {
        return classes.stream().map(ClassReplay::kept).toList();
    }

    /**
     * How one class's samples passed the gate.
     *
     * @param drawn      images sampled
     * @param accepted   of these, how many the gate let through (at most the number wanted are kept)
     * @param kept       images in the buffer
     * @param shortfall  kept images that the gate had rejected, taken because too few passed
     * @param histogram  counts of outlier probability in ten equal bins over all images drawn
     */
    public record ClassReplay(int classIndex, String name, int drawn, int accepted, int kept, int shortfall,
            List<Integer> histogram) {
        public ClassReplay {
            Objects.requireNonNull(name, "name");
            histogram = List.copyOf(histogram);
        }

        public double acceptanceRate() {
            return drawn == 0 ? 0 : (double) accepted / drawn;
        }
    }
}

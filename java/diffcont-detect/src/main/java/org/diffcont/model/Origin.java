package org.diffcont.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a commit came from.
 *
 * @param action        one word for people and scripts: {@link #LEARN}, {@link #ROLLBACK}, {@link #RECALIBRATE} or another
 * @param time          when
 * @param software      program and version
 * @param images        the images that were used, a list for each class concerned
 * @param rolledBackTo  the version that was made current again; empty for any other action
 * @param note          why, where somebody said so
 */
public record Origin(String action, Instant time, String software, List<UsedImages> images,
        Optional<Integer> rolledBackTo, Optional<String> note) {
    public static final String LEARN = "learn";
    public static final String ROLLBACK = "rollback";
    public static final String THRESHOLD = "threshold";
    public static final String RECALIBRATE = "recalibrate";

    public Origin {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(software, "software");
        Objects.requireNonNull(rolledBackTo, "rolledBackTo");
        images = List.copyOf(images);
    }

    /** Something done now, to the classes of {@code images}. */
    public static Origin of(String action, String software, List<UsedImages> images) {
        return new Origin(action, Instant.now().truncatedTo(ChronoUnit.SECONDS), software, images, Optional.empty(),
            Optional.empty());
    }

    /** A threshold set by hand, now. */
    public static Origin threshold(String software, String className, String reason) {
        return new Origin(THRESHOLD, Instant.now().truncatedTo(ChronoUnit.SECONDS), software,
            List.of(new UsedImages(className, List.of())), Optional.empty(), Optional.of(reason));
    }

    /** A return, now, to version {@code to}. */
    static Origin rollback(String software, int to) {
        return new Origin(ROLLBACK, Instant.now().truncatedTo(ChronoUnit.SECONDS), software, List.of(),
            Optional.of(to), Optional.empty());
    }

    /**
     * A class's images that an action used.
     *
     * @param sha256  of each image file, in hexadecimal; neither the images nor their names are kept
     */
    public record UsedImages(String className, List<String> sha256) {
        public UsedImages {
            Objects.requireNonNull(className, "className");
            sha256 = List.copyOf(sha256);
        }
    }
}

package org.diffcont.inspection;

import java.util.List;
import java.util.Optional;

/**
 * One change in a model's history.
 *
 * @param version   the version that it made
 * @param action    {@code learn}, {@code recalibrate}, {@code threshold}, {@code rollback} or another word
 * @param time      in UTC, ISO 8601; empty where unknown
 * @param products  the products concerned
 * @param note      why, where somebody said so
 * @param current   whether this version is in use
 * @param kept      whether the version is still there, so that {@link Inspector#rollback} can return to it
 */
public record Change(int version, String action, Optional<String> time, List<String> products, Optional<String> note,
        boolean current, boolean kept) {
    /**
     * A change.
     *
     * @param version   the version that it made
     * @param action    one word
     * @param time      in UTC, ISO 8601; empty where unknown
     * @param products  the products concerned
     * @param note      why, where somebody said so
     * @param current   whether this version is in use
     * @param kept      whether the version is still there
     */
    public Change {
        products = List.copyOf(products);
    }
}

package org.diffcont.model;

import java.util.Optional;

/**
 * A commit as {@code history} shows it.
 *
 * @param kept  what its version takes on disk; empty when it has been deleted
 */
public record HistoryEntry(Step step, boolean current, Optional<DiskUse> kept) {
    /**
     * @param bytes     of all the version's files
     * @param ownBytes  of those that no other kept version shares: what deleting it would free
     */
    public record DiskUse(long bytes, long ownBytes) {
    }
}

package org.diffcont.intake;

import java.nio.file.attribute.BasicFileAttributes;

/**
 * What changes when a file is written. Stamps are compared for being the same and nothing else: the clock of a share's
 * computer may be wrong.
 *
 * @param size  bytes
 * @param time  of the last change, milliseconds; finer times are not the same on all file systems' second look
 */
public record FileStamp(long size, long time) {
    static FileStamp of(BasicFileAttributes attributes) {
        return new FileStamp(attributes.size(), attributes.lastModifiedTime().toMillis());
    }

    /** Not 0, and below 0: {@link TakenFiles} has other uses for the rest. */
    long hash() {
        return TakenFiles.mix(31 * TakenFiles.mix(size) + time) | Long.MIN_VALUE;
    }
}

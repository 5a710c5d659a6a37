package org.diffcont.intake;

import java.time.Duration;
import java.util.Optional;

/**
 * How a folder is watched.
 *
 * @param settle     how long a file must have been left alone to have arrived
 * @param poll       how often the folder is listed; zero for never again, by events alone; empty to go by its file system
 * @param recursive  whether subfolders are watched too, also those that come later
 */
public record WatchOptions(Duration settle, Optional<Duration> poll, boolean recursive) {
}

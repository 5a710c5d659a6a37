package org.diffcont.image;

import java.nio.file.Path;

/** A file that was left out, with the one-line reason. */
public record SkippedImage(Path path, String reason) {
}

package org.diffcont.image;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.diffcont.files.FileNames;

/** Where an image comes from. */
public sealed interface ImageInput {
    /** What messages call it. */
    String name();

    /** A file. */
    record File(Path path) implements ImageInput {
        @Override
        public String name() {
            return FileNames.printable(path);
        }
    }

    /** A file's content; not copied. */
    record Bytes(byte[] bytes, String name) implements ImageInput {
    }

    /** A picture that was decoded already; not copied. */
    record Picture(BufferedImage picture, String name) implements ImageInput {
    }
}

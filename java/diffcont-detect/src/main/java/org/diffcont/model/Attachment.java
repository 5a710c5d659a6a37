package org.diffcont.model;

import java.nio.file.Path;

/**
 * What a module above keeps in a model beside what detection needs, for example a network that learns on and images to
 * replay. Detection never reads these files; where it writes a new version by itself, it carries them along.
 */
@FunctionalInterface
public interface Attachment {
    /**
     * Writes the files into a new version's folder, under names that detection does not use; see {@link ModelFolder}.
     *
     * @throws org.diffcont.error.OutputException when they cannot be written
     */
    void write(Path version);
}

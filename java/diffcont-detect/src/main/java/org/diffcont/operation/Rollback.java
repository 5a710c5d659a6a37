package org.diffcont.operation;

import org.diffcont.error.UserException;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;

/** Returns a model on disk to a version that is kept. */
public final class Rollback {
    private Rollback() {
    }

    /**
     * Makes version {@code to} the current one, as a new version.
     *
     * @return the new version's number
     * @throws UserException when there is no model or no such version, it is damaged, another process writes the
     *     folder, or it cannot be written; the model is then as it was
     */
    public static int to(ModelFolder folder, int to, Machine machine) {
        // Asks for the model first: a lock would make its folder.
        folder.currentVersion();
        try (ModelFolder.Lock _ = folder.lock()) {
            folder.rollback(to, Version.PROGRAM, machine);
            return folder.currentVersion();
        }
    }
}

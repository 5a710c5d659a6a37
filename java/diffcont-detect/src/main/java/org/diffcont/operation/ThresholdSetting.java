package org.diffcont.operation;

import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.DetectionModel;
import org.diffcont.error.UserException;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.Origin;

/** Sets a product's threshold by hand. */
public final class ThresholdSetting {
    private final ModelFolder folder;
    private final Machine machine;

    public ThresholdSetting(ModelFolder folder, Machine machine) {
        this.folder = folder;
        this.machine = machine;
    }

    /**
     * Sets the threshold and commits the model as a new version.
     *
     * @param distance  larger ones are anomalous from here on
     * @param reason    why, for the history
     * @return the new version
     * @throws UserException an unknown product, a distance that is not finite, a folder that cannot be written; the
     *     model is then as it was
     */
    public int set(String product, double distance, String reason) {
        if (!Double.isFinite(distance)) {
            throw new UserException("a threshold is a finite distance, not " + distance);
        }
        try (ModelFolder.Lock _ = folder.lock(); ModelFolder.Stored stored = folder.loadToChange(machine)) {
            DetectionModel model = stored.model();
            ClassDetector before = model.detector().classes().get(Scoring.classIndex(model, product));
            folder.commit(stored, model.with(model.detector().with(before.withThreshold(distance))), machine,
                Origin.threshold(Version.PROGRAM, product, reason));
            return folder.currentVersion();
        }
    }
}

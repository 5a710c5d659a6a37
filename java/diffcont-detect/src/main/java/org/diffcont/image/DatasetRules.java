package org.diffcont.image;

import org.diffcont.error.DataException;
import org.diffcont.error.UserException;

/**
 * What a category must have.
 *
 * @param minTrain fewest normal training images (key {@code data.min_train})
 */
public record DatasetRules(int minTrain) {
    /** At least 10 training images: the tail of a class is fitted on no fewer. */
    public static final DatasetRules DEFAULT = new DatasetRules(10);

    public DatasetRules {
        if (minTrain < 1) {
            throw new UserException("data.min_train is " + minTrain + "; it must be at least 1");
        }
    }

    /**
     * Checks the number of training images; to be called once for the files found and again for the images read.
     *
     * @param where the category or folder, for the message
     * @throws DataException when there are too few
     */
    public void checkTraining(String where, int images) {
        if (images < minTrain) {
            throw new DataException(("%s has %d readable training images, fewer than the %d needed; "
                    + "add images or lower data.min_train").formatted(where, images, minTrain));
        }
    }
}

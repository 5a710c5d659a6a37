package org.diffcont.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.diffcont.error.UserException;
import org.diffcont.image.ImageBatch;
import org.junit.jupiter.api.Test;

class TrainingImagesTest {
    private static final ImageBatch IMAGES = Tiny.batch(1, 10);

    @Test
    void holdsEveryFifthImageOutOfTraining() {
        TrainingImages images = TrainingImages.of("bottle", IMAGES, Tiny.settings("evt.fit_on", "calibration",
            "experience.calibration", "0.2"));
        assertArrayEquals(new int[] {4, 9}, images.split().calibration());
        assertArrayEquals(IMAGES.image(4), images.calibration().image(0));
        assertArrayEquals(IMAGES.image(9), images.calibration().image(1));
        assertEquals(8, images.train().count());
        assertArrayEquals(IMAGES.image(5), images.train().image(4));
    }

    @Test
    void crossFittingTrainsOnEveryImage() {
        TrainingImages images = TrainingImages.of("bottle", IMAGES, Tiny.settings("evt.fit_on", "cross"));
        assertArrayEquals(IMAGES.images(), images.train().images());
        assertEquals(0, images.calibration().count());
    }

    @Test
    void oneImageCannotBeSplitAndTheErrorSaysWhatToDo() {
        UserException e = assertThrows(UserException.class,
            () -> TrainingImages.of("bottle", Tiny.batch(1, 1), Tiny.settings("evt.fit_on", "calibration")));
        assertTrue(e.getMessage().contains("replay.per_class"), e.getMessage());
    }
}

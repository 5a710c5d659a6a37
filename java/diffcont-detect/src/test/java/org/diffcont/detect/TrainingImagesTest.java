package org.diffcont.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.diffcont.error.UserException;
import org.junit.jupiter.api.Test;

class TrainingImagesTest {
    private static final float[] IMAGES = Tiny.images(1, 10);

    @Test
    void holdsEveryFifthImageOutOfTraining() {
        TrainingImages images = TrainingImages.of("bottle", IMAGES, 10, Tiny.settings("evt.fit_on", "calibration",
            "experience.calibration", "0.2"));
        assertArrayEquals(new int[] {4, 9}, images.split().calibration());
        assertArrayEquals(Tiny.image(IMAGES, 4), Tiny.image(images.calibration(), 0));
        assertArrayEquals(Tiny.image(IMAGES, 9), Tiny.image(images.calibration(), 1));
        assertEquals(8 * Tiny.SIZE, images.train().length);
        assertArrayEquals(Tiny.image(IMAGES, 5), Tiny.image(images.train(), 4));
    }

    @Test
    void crossFittingTrainsOnEveryImage() {
        TrainingImages images = TrainingImages.of("bottle", IMAGES, 10, Tiny.settings("evt.fit_on", "cross"));
        assertArrayEquals(IMAGES, images.train());
        assertEquals(0, images.calibration().length);
    }

    @Test
    void oneImageCannotBeSplitAndTheErrorSaysWhatToDo() {
        UserException e = assertThrows(UserException.class,
            () -> TrainingImages.of("bottle", Tiny.images(1, 1), 1,
                Tiny.settings("evt.fit_on", "calibration")));
        assertTrue(e.getMessage().contains("replay.per_class"), e.getMessage());
    }
}

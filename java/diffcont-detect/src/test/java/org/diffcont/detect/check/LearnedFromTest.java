package org.diffcont.detect.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.diffcont.image.ImageFacts;
import org.junit.jupiter.api.Test;

class LearnedFromTest {
    private static final LearnedFrom FROM = LearnedFrom.of(List.of(image(900, 900), image(920, 900)), 0);

    private static ImageFacts image(int width, int height) {
        return new ImageFacts(width, height, 8, 8, 1, 8);
    }

    @Test
    void anImageOfNearlyTheSameShapeAndSizeIsNotTold() {
        assertEquals(List.of(), FROM.differences(image(910, 880), "bottle"));
        assertEquals(List.of(), FROM.differences(image(1300, 1280), "bottle"));
    }

    @Test
    void anotherShapeOrSizeIsTold() {
        assertEquals(List.of("another shape: 4000×500 pixels, bottle was learned from 900 to 920×900"),
            FROM.differences(image(4000, 500), "bottle"));
        assertEquals(List.of("another size: 256×256 pixels, bottle was learned from 900 to 920×900"),
            FROM.differences(image(256, 256), "bottle"));
    }

    @Test
    void samplesBeyondTheRangeThatWasLearnedAreTold() {
        LearnedFrom twelve = LearnedFrom.of(List.of(new ImageFacts(64, 64, 16, 12, 1, 12)), 12);
        assertEquals(List.of(), twelve.differences(new ImageFacts(64, 64, 16, 11, 1, 12), "screw"));
        assertEquals(List.of("another range: 16 bits are in use, 16 were taken, screw was learned with 12"),
            twelve.differences(new ImageFacts(64, 64, 16, 16, 1, 16), "screw"));
        assertEquals(List.of(), twelve.differences(new ImageFacts(64, 64, 8, 8, 1, 8), "screw"));
    }
}

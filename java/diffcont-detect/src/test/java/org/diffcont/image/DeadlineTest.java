package org.diffcont.image;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.diffcont.error.UnreadableImageException.Problem;
import org.diffcont.error.UnreadableImageException;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final ImageInput FILE = new ImageInput.File(Path.of("image.png"));

    private final ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    private final AtomicLong now = new AtomicLong(-5);
    private final Deadline deadline = new Deadline(Duration.ofSeconds(3), now::get);

    private void report(Duration later) {
        now.addAndGet(later.toNanos());
        deadline.imageProgress(reader, 0);
    }

    @Test
    void manySmallStepsThatTakeTooLongTogetherAreStopped() {
        for (int i = 0; i < 30; i++) {
            report(Duration.ofMillis(100));
        }
        assertDoesNotThrow(() -> deadline.check(FILE));
        report(Duration.ofMillis(1));
        UnreadableImageException e = assertThrows(UnreadableImageException.class, () -> deadline.check(FILE));
        assertEquals(Problem.TOO_SLOW, e.problem());
    }

    @Test
    void theTimeForWhichAProcessWasStoppedIsNotTheImages() {
        report(Duration.ofMillis(100));
        report(Duration.ofHours(1));
        report(Duration.ofMillis(100));
        assertDoesNotThrow(() -> deadline.check(FILE));
    }

    @Test
    void aDecoderThatIsSlowInEveryStepIsStoppedAllTheSame() {
        for (int i = 0; i < 4; i++) {
            report(Duration.ofSeconds(20));
        }
        assertThrows(UnreadableImageException.class, () -> deadline.check(FILE));
    }
}

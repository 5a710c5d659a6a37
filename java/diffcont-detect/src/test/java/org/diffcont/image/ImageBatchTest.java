package org.diffcont.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.diffcont.config.Candidate;
import org.diffcont.detect.Tiny;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.FeatureSource;
import org.diffcont.detect.source.Features;
import org.diffcont.detect.source.ImageReadings;
import org.junit.jupiter.api.Test;

class ImageBatchTest {
    private static final int MANY = 20_000;
    private static final int SIDE = 256;
    private static final int LENGTH = 3 * SIDE * SIDE;
    /** Image i of the batch is image i % 4 of these: 16 GB of values, were they not shared. */
    private static final float[][] FEW = new float[4][LENGTH];
    private static final ImageBatch BATCH;

    static {
        for (int i = 0; i < FEW.length; i++) {
            Arrays.fill(FEW[i], 0.2f * i);
        }
        BATCH = new ImageBatch(IntStream.range(0, MANY).mapToObj(i -> FEW[i % FEW.length]).toArray(float[][]::new),
            SIDE);
    }

    @Test
    void holdsMoreValuesThanOneArrayCould() {
        assertTrue((long) MANY * LENGTH > Integer.MAX_VALUE);
        assertEquals(MANY, BATCH.count());
        assertEquals(LENGTH, BATCH.imageLength());
        assertSame(FEW[3], BATCH.image(MANY - 1));
    }

    @Test
    void partsOfABatchShareItsImages() {
        ImageBatch selected = BATCH.select(new int[] {MANY - 2, 5});
        assertArrayEquals(new float[][] {FEW[2], FEW[1]}, selected.images());
        assertSame(FEW[2], selected.image(0));
        ImageBatch range = BATCH.range(MANY - 9_999, MANY);
        assertEquals(9_999, range.count());
        assertEquals(SIDE, range.size());
        assertSame(FEW[1], range.image(0));
        ImageBatch joined = ImageBatch.join(List.of(range, BATCH, ImageBatch.empty()));
        assertEquals(MANY + 9_999, joined.count());
        assertEquals(SIDE, joined.size());
        assertSame(FEW[0], joined.image(9_999));
    }

    @Test
    void someOfVeryManyImagesAreReadLikeAnyOthers() {
        ImageReadings all = new FeatureReader(Tiny.settings("data.image_size", "256"), Tiny.MACHINE).open(
            Optional.empty(), BATCH);
        Features features = all.select(new int[] {0, 9_999, 10_001, MANY - 2}).features(FeatureSource.of(
            Candidate.of("pixels:as_is:2:8/diagonal").source()));
        assertEquals(4, features.count());
        assertEquals(4, features.locations());
        float[] expected = {0, 0.6f, 0.2f, 0.4f};
        for (int i = 0; i < 4; i++) {
            assertEquals(expected[i], features.row(i)[0], 1e-6f);
        }
    }

    @Test
    void moreImagesThanOneArrayHoldsGiveNoArrayButAnErrorThatSaysSo() {
        var e = assertThrows(IllegalArgumentException.class, BATCH::values);
        assertTrue(e.getMessage().startsWith("20000 images of side 256 have 3932160000 values, more than one array "),
            e.getMessage());
        float[] two = BATCH.range(2, 4).values();
        assertEquals(2 * LENGTH, two.length);
        assertEquals(FEW[2][0], two[LENGTH - 1]);
        assertEquals(FEW[3][0], two[LENGTH]);
    }

    @Test
    void imagesThatLieInOneArrayAreTakenApartAndPutTogetherAgain() {
        float[] values = new float[2 * 3 * 4];
        for (int k = 0; k < values.length; k++) {
            values[k] = k;
        }
        ImageBatch batch = ImageBatch.of(values, 2, 2);
        assertEquals(2, batch.count());
        assertEquals(12, batch.image(1)[0]);
        assertArrayEquals(values, batch.values());
    }

    @Test
    void noImagesHaveNoSide() {
        for (ImageBatch none : List.of(ImageBatch.empty(), ImageBatch.of(new float[0], 0, 8), BATCH.range(7, 7),
                BATCH.select(new int[0]), ImageBatch.join(List.of()))) {
            assertEquals(0, none.count());
            assertEquals(0, none.size());
            assertEquals(0, none.values().length);
        }
    }

    @Test
    void refusesImagesOfAnotherSide() {
        assertThrows(IllegalArgumentException.class, () -> new ImageBatch(new float[][] {new float[12], new float[27]},
            2));
        assertThrows(IllegalArgumentException.class, () -> ImageBatch.of(new float[13], 1, 2));
        assertThrows(IllegalArgumentException.class, () -> ImageBatch.join(List.of(BATCH.range(0, 1),
            ImageBatch.of(new float[12], 1, 2))));
    }
}

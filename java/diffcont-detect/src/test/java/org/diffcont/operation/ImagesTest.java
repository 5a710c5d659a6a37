package org.diffcont.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diffcont.config.Settings;
import org.diffcont.image.ImageFacts;
import org.diffcont.image.ImageInput;
import org.diffcont.image.LoadedImages;
import org.diffcont.image.Pictures;
import org.diffcont.machine.Machine;
import org.diffcont.progress.Progress;
import org.junit.jupiter.api.Test;

class ImagesTest {
    private static final Settings SETTINGS = Settings.defaults();

    private static Images images(Settings settings, Integer... learned) {
        return new Images(settings, Machine.defaults(), Set.of(learned));
    }

    /** Grey images of 16 bits, each with one sample that is not black. */
    private static List<ImageInput> grey16(int... largest) {
        return Arrays.stream(largest).<ImageInput>mapToObj(sample -> {
            BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
            picture.getRaster().setSample(0, 0, 0, sample);
            return new ImageInput.Picture(picture, "sample " + sample);
        }).toList();
    }

    private static List<Integer> taken(LoadedImages loaded) {
        return loaded.facts().stream().map(ImageFacts::takenBits).toList();
    }

    private static float value(int sample, int bits) {
        return (float) (2.0 * sample / ((1 << bits) - 1) - 1);
    }

    @Test
    void whatIsScoredAfterAClassWasLearnedIsTakenAsItsImagesWere() {
        Images images = images(SETTINGS);
        LoadedImages normal = images.normal("screw", grey16(3000, 700), Progress.none()).loaded();
        assertEquals(12, normal.bits());
        LoadedImages scored = images.load(grey16(700, 4095));
        assertEquals(List.of(12, 12), taken(scored));
        assertEquals(value(700, 12), scored.images().image(0)[0]);
    }

    @Test
    void theBitsOfAModelsClassesAreGivenAndNoneIsLeftOut() {
        assertEquals(List.of(10, 12), taken(images(SETTINGS, 12, 0, 10).load(grey16(20, 2000))));
        assertEquals(List.of(8, 12), taken(images(SETTINGS, 0).load(grey16(20, 2000))));
    }

    @Test
    void moreImagesOfAClassAreTakenAsItsFirstOnes() {
        Images images = images(SETTINGS);
        assertEquals(12, images.normal("screw", grey16(500, 20), 12, Progress.none()).loaded().bits());
        assertEquals(16, images.normal("screw", grey16(500, 20), 16, Progress.none()).loaded().bits());
    }

    @Test
    void theKeyTakesThePlaceOfAllGuesses() {
        Images images = images(SETTINGS.with("data.bits", "14"), 10);
        LoadedImages normal = images.normal("screw", grey16(3000, 700), Progress.none()).loaded();
        assertEquals(14, normal.bits());
        assertEquals(value(3000, 14), normal.images().image(0)[0]);
        assertEquals(List.of(14, 14), taken(images.load(grey16(20, 40_000))));
    }

    @Test
    void aPageThatIsNotThereIsSkippedWithItsReason() {
        byte[] png = Pictures.png(new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY));
        LoadedImages loaded = images(SETTINGS.with(Map.of("data.page", "2", "data.strict", "false")))
            .load(List.of(new ImageInput.Bytes(png, "camera")));
        assertEquals(0, loaded.count());
        assertTrue(loaded.skipped().getFirst().reason().contains("it has 1 page, and no page 2 (data.page)"));
    }
}

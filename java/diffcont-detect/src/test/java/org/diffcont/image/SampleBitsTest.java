package org.diffcont.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleBitsTest {
    private static final BitsRule OF_8_10_12 = new BitsRule.Learned(Set.of(12, 8, 10));

    /** Ten by ten grey samples in 16 bits, black but for some. */
    private static BufferedImage grey(int... samples) {
        BufferedImage picture = new BufferedImage(10, 10, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < samples.length; i++) {
            picture.getRaster().setSample(i % 10, i / 10, 0, samples[i]);
        }
        return picture;
    }

    private static DecodedImage decode(BitsRule rule, int... samples) {
        return ImageDecoder.decode(new ImageInput.Picture(grey(samples), "camera"),
            new ImageReading(new ImageLimits(10_000, 10_000, 1), 1, rule));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 8", "1, 1, 8", "255, 8, 8", "256, 9, 10", "1023, 10, 10", "1024, 11, 12", "4095, 12, 12",
        "4096, 13, 16", "16383, 14, 16", "65535, 16, 16"})
    void anImageByItselfIsTakenAsOfTheFewestBitsOfACameraThatHoldItsLargestSample(int largest, int used, int taken) {
        DecodedImage decoded = decode(BitsRule.ITS_OWN, largest, 0);
        assertEquals(new ImageFacts(10, 10, 16, used, 1, taken), decoded.facts());
        assertEquals((float) (2.0 * largest / ((1 << taken) - 1) - 1), decoded.image().at(0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({"255, 8", "256, 10", "1024, 12", "4095, 12", "60000, 12"})
    void withLearnedClassesItIsTakenAsOneOfTheirs(int largest, int taken) {
        assertEquals(taken, decode(OF_8_10_12, largest).taken());
    }

    @Test
    void aDarkImageIsAsDarkAsItsClassMakesIt() {
        DecodedImage decoded = decode(new BitsRule.Learned(Set.of(12)), 100);
        assertEquals((float) (2.0 * 100 / 4095 - 1), decoded.image().at(0, 0, 0));
    }

    @Test
    void aGlintOverTheLearnedRangeIsClippedAndTheRestKeepsItsValue() {
        DecodedImage decoded = decode(new BitsRule.Learned(Set.of(10)), 5000, 1000);
        assertEquals(1f, decoded.image().at(0, 0, 0));
        assertEquals((float) (2.0 * 1000 / 1023 - 1), decoded.image().at(0, 0, 1));
        assertEquals(13, decoded.facts().usedBits());
    }

    @Test
    void anImageOfAnotherRangeThanAllLearnedIsTakenAsItsOwn() {
        assertEquals(12, decode(new BitsRule.Learned(Set.of(10)), 3000, 3000).taken());
        assertEquals(16, decode(new BitsRule.Learned(Set.of(10)), 50_000, 50_000).taken());
    }

    @Test
    void bitsThatAreToldAreTakenWhateverTheSamplesAre() {
        DecodedImage decoded = decode(new BitsRule.Fixed(14), 16383, 20000, 1);
        assertEquals(14, decoded.taken());
        assertArrayEquals(new float[] {1f, 1f, (float) (2.0 / 16383 - 1)}, new float[] {decoded.image().at(2, 0, 0),
            decoded.image().at(2, 0, 1), decoded.image().at(2, 0, 2)});
    }

    @Test
    void imagesOfAByteAreNeverScaled() {
        BufferedImage picture = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setSample(0, 0, 0, 3);
        for (BitsRule rule : List.of(BitsRule.ITS_OWN, new BitsRule.Fixed(12), OF_8_10_12, new BitsRule.Together())) {
            DecodedImage decoded = ImageDecoder.decode(new ImageInput.Picture(picture, "camera"),
                new ImageReading(new ImageLimits(100, 100, 1), 1, rule));
            assertEquals((float) (3 / 255.0 * 2 - 1), decoded.image().at(0, 0, 0));
            assertEquals(8, decoded.taken());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mono12_dark.tif", "mono12_sbit.png", "grey12.pgm"})
    void whatAFileDeclaresComesBeforeTheClassesBits(String name) {
        ImageReading reading = new ImageReading(new ImageLimits(1000, 10_000, 1), 1, new BitsRule.Learned(Set.of(10)));
        assertEquals(12, ImageFile.open(new ImageInput.File(TestFiles.resource(name)), reading).decode().taken());
    }

    @Test
    void aDeclarationThatTheSamplesContradictDoesNotCount() {
        assertEquals(0, bitsOf(new FileSamples(0, 12, false), 4096, 1).declared());
        assertEquals(12, bitsOf(new FileSamples(0, 12, false), 4095, 1).declared());
    }

    @Test
    void samplesMovedUpToFillTheFileHaveItsWholeRange() {
        SampleBits bits = bitsOf(new FileSamples(0, 12, false), 0x0230, 0x0010);
        assertEquals(0, bits.declared());
    }

    @Test
    void blackIsKeptAsDeclared() {
        assertEquals(12, bitsOf(new FileSamples(0, 12, false), 0).declared());
    }

    private static SampleBits bitsOf(FileSamples told, int... samples) {
        return Samples.toImage(grey(samples), told, BitsRule.ITS_OWN, 1).orElseThrow().bits();
    }

    @Test
    void whereZeroIsWhiteTheSamplesOfTheFileDecide() {
        // A reader gives 65535 − v.
        DecodedImage decoded = Samples.toImage(grey(filled(65535 - 1000)), new FileSamples(0, 12, true),
            BitsRule.ITS_OWN, 1).orElseThrow();
        assertEquals(12, decoded.taken());
        assertEquals((float) ((1 - 1000 / 4095.0) * 2 - 1), decoded.image().at(0, 0, 0));
    }

    private static int[] filled(int sample) {
        int[] samples = new int[100];
        Arrays.fill(samples, sample);
        return samples;
    }
}

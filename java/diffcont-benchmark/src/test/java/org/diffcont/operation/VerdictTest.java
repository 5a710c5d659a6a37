package org.diffcont.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.diffcont.config.Settings;
import org.diffcont.dataset.Category;
import org.diffcont.dataset.Datasets;
import org.diffcont.detect.Tiny;
import org.diffcont.error.ConfigurationException;
import org.diffcont.image.DatasetRules;
import org.diffcont.model.ModelFolder;
import org.diffcont.synthetic.SynthesisSettings;
import org.diffcont.synthetic.SyntheticDataset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {
    private static final int SIDE = 64;

    @TempDir
    static Path folder;
    private static List<Category> categories;
    private static ModelFolder model;

    @BeforeAll
    static void learn() throws IOException {
        SyntheticDataset.write(folder.resolve("data"), new SynthesisSettings(SIDE, 30, 4, 4, 5,
            SyntheticDataset.categories().subList(0, 2)), 2, (category, done, total) -> { });
        categories = Datasets.read(folder.resolve("data"), new DatasetRules(4)).categories();
        model = new ModelFolder(folder.resolve("model"));
        Settings settings = Settings.read(null, null, Map.of("data.image_size", Integer.toString(SIDE),
            "readings.candidates", "filter_bank:as_is:16/location_mahalanobis:4", "readings.poolings", "max",
            "readings.pose", "as_is", "routing.source", "pixels:as_is:8", "run.self_test_images", "0",
            "data.max_pixels", "10000", "data.max_bytes", "100000", "data.min_side", "32"));
        new ProductLearning(model, Tiny.MACHINE).learn("product", Images.files(categories.getFirst().trainGood()),
            settings, ReadingOptions.NONE, Tiny.QUIET);
    }

    private static ImageScore score(Path file, ReadingOptions reading, Optional<String> product) {
        try (Scoring scoring = new Scoring(model, Tiny.MACHINE, product, reading, false)) {
            return scoring.score(List.of(file)).getFirst();
        }
    }

    private static ImageScore.Scored score(Path file) {
        return (ImageScore.Scored) score(file, ReadingOptions.NONE, Optional.empty());
    }

    private static Path plain(Color colour, int width, int height) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return write(picture, "plain.png");
    }

    private static Path write(BufferedImage picture, String name) throws IOException {
        Path file = folder.resolve(name);
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }

    private static BufferedImage scaled(int width, int height) throws IOException {
        BufferedImage from = ImageIO.read(categories.getFirst().trainGood().getFirst().toFile());
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.drawImage(from, 0, 0, width, height, null);
        graphics.dispose();
        return picture;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 128, 255})
    void aDeadCamerasFrameIsAnomalousWithOneProductOrItsNameGiven(int grey) throws IOException {
        Path frame = plain(new Color(grey, grey, grey), SIDE, SIDE);
        for (Optional<String> product : List.of(Optional.<String>empty(), Optional.of("product"))) {
            ImageScore.Scored score = (ImageScore.Scored) score(frame, ReadingOptions.NONE, product);
            assertEquals(Verdict.ANOMALOUS, score.verdict());
            assertTrue(score.reason().orElseThrow().startsWith("blank frame"), score::toString);
        }
    }

    @Test
    void aProductThatWasNeverLearnedIsUnknownAndNeverNormal() {
        List<ImageScore.Scored> scores = categories.get(1).test().stream().map(test -> score(test.path())).toList();
        assertTrue(scores.stream().noneMatch(s -> s.verdict() == Verdict.NORMAL), scores::toString);
        List<ImageScore.Scored> unknown = scores.stream().filter(s -> s.verdict() == Verdict.UNKNOWN).toList();
        assertTrue(2 * unknown.size() > scores.size(), scores::toString);
        assertTrue(unknown.stream().allMatch(s -> !s.known()
            && s.reason().orElseThrow().startsWith("shows none of the learned products")), unknown::toString);
    }

    @Test
    void aLearnedImageIsNormalWithoutReasonOrWarning() {
        ImageScore.Scored score = score(categories.getFirst().trainGood().getFirst());
        assertEquals(Verdict.NORMAL, score.verdict());
        assertEquals(Optional.empty(), score.reason());
        assertEquals(List.of(), score.warnings());
    }

    @Test
    void aPictureOfAnotherShapeOrSizeIsTold() throws IOException {
        assertEquals(List.of("another shape: 99×64 pixels, product was learned from 64×64"),
            ((ImageScore.Scored) score(write(scaled(99, 64), "wide.png"), ReadingOptions.NONE, Optional.of("product")))
                .warnings());
        assertEquals(List.of("another size: 98×98 pixels, product was learned from 64×64"),
            ((ImageScore.Scored) score(write(scaled(98, 98), "large.png"), ReadingOptions.NONE, Optional.of("product")))
                .warnings());
    }

    @Test
    void whatIsNoImageIsRejectedWithTheReason() throws IOException {
        ImageScore score = score(Files.writeString(folder.resolve("text.png"), "no picture"), ReadingOptions.NONE,
            Optional.empty());
        assertEquals(Verdict.REJECTED, score.verdict());
        assertTrue(((ImageScore.Unreadable) score).why().contains("it is a text file"), score::toString);
    }

    /** The message names the key; with the key set the same model reads the same file. */
    @ParameterizedTest
    @CsvSource({"data.max_pixels, 40000, 200, 200", "data.max_bytes, 1000000, 0, 0", "data.min_side, 16, 64, 16"})
    void aLimitThatAMessageNamesCanBeRaisedForAModelThatIsThere(String key, String value, int width, int height)
            throws IOException {
        Path file = width > 0 ? write(scaled(width, height), "limit.png") : padded();
        ImageScore refused = score(file, ReadingOptions.NONE, Optional.empty());
        assertTrue(refused instanceof ImageScore.Unreadable bad && bad.why().contains(key), refused::toString);
        ImageScore read = score(file, new ReadingOptions(Map.of(key, value)), Optional.empty());
        assertTrue(read instanceof ImageScore.Scored, read::toString);
    }

    /** A PNG with a long private chunk before its end. */
    private static Path padded() throws IOException {
        byte[] png = Files.readAllBytes(categories.getFirst().trainGood().getFirst());
        int length = 200_000;
        ByteBuffer all = ByteBuffer.allocate(png.length + length + 12);
        all.put(png, 0, png.length - 12).putInt(length);
        byte[] chunk = new byte[4 + length];
        System.arraycopy(new byte[] {'p', 'r', 'V', 't'}, 0, chunk, 0, 4);
        CRC32 crc = new CRC32();
        crc.update(chunk);
        all.put(chunk).putInt((int) crc.getValue()).put(png, png.length - 12, 12);
        return Files.write(folder.resolve("padded.png"), all.array());
    }

    @Test
    void whatWasLearnedCannotBeChangedByTheSameOption() {
        assertTrue(assertThrows(ConfigurationException.class, () -> new ReadingOptions(Map.of("data.image_size", "32")))
            .getMessage().startsWith("a model keeps the data.image_size it was begun with"));
    }
}

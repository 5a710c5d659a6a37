package org.diffcont.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.diffcont.error.UnreadableImageException;
import org.diffcont.files.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageLoaderTest {
    private static final int SIZE = 8;

    @TempDir
    Path folder;

    private final List<Path> files = new ArrayList<>();

    @BeforeEach
    void makeFiles() {
        for (int i = 0; i < 23; i++) {
            String extension = List.of("png", "jpg", "bmp", "tif").get(i % 4);
            files.add(TestFiles.picture(folder.resolve(i + "." + extension), 10 + i, 30 - i, i));
        }
    }

    private static ImageLoader loader(int threads, OnUnreadable onUnreadable) {
        return new ImageLoader(SIZE, ImageLimits.DEFAULT, threads, onUnreadable);
    }

    private List<ImageInput> inputs() {
        return inputs(files);
    }

    private static List<ImageInput> inputs(List<Path> paths) {
        return paths.stream().<ImageInput>map(ImageInput.File::new).toList();
    }

    @Test
    void eachImageIsDecodedAndResizedInListOrder() {
        LoadedImages loaded = loader(2, OnUnreadable.STOP).load(inputs());
        assertEquals(files, loaded.paths());
        for (int i = 0; i < files.size(); i++) {
            Image expected = AreaResize.resize(ImageDecoder.decode(files.get(i), ImageLimits.DEFAULT), SIZE, SIZE);
            assertArrayEquals(expected.values(), loaded.images().image(i), "image " + i);
        }
    }

    @Test
    void theNumberOfThreadsChangesNothing() throws IOException {
        damage(4);
        damage(17);
        LoadedImages one = loader(1, OnUnreadable.SKIP).load(inputs());
        for (int threads : new int[] {2, 5, 40}) {
            LoadedImages many = loader(threads, OnUnreadable.SKIP).load(inputs());
            assertArrayEquals(one.images().values(), many.images().values());
            assertEquals(one.paths(), many.paths());
            assertEquals(one.skipped(), many.skipped());
        }
    }

    @Test
    void badFilesAreSkippedAndListedWithTheReason() throws IOException {
        damage(0);
        damage(7);
        damage(22);
        LoadedImages loaded = loader(3, OnUnreadable.SKIP).load(inputs());
        assertEquals(20, loaded.count());
        assertEquals(List.of(inputs().get(0), inputs().get(7), inputs().get(22)),
                loaded.skipped().stream().map(SkippedImage::input).toList());
        assertEquals(List.of(0, 7, 22), loaded.skipped().stream().map(SkippedImage::index).toList());
        assertTrue(loaded.skipped().getFirst().reason().contains("0 bytes"));
        Image eighth = AreaResize.resize(ImageDecoder.decode(files.get(8), ImageLimits.DEFAULT), SIZE, SIZE);
        assertEquals(files.get(8), loaded.paths().get(6));
        assertArrayEquals(eighth.values(), loaded.images().image(6));
    }

    @Test
    void strictLoadingNamesTheFirstBadFileOfTheList() throws IOException {
        damage(9);
        damage(10);
        damage(11);
        for (int threads : new int[] {1, 2, 8}) {
            var e = assertThrows(UnreadableImageException.class,
                () -> loader(threads, OnUnreadable.STOP).load(inputs()));
            assertEquals(files.get(9).toString(), e.image());
        }
    }

    @Test
    void progressCountsEveryFileOnce() throws IOException {
        damage(3);
        List<Integer> told = new ArrayList<>();
        loader(4, OnUnreadable.SKIP).load(inputs(), false, told::add);
        assertEquals(IntStream.rangeClosed(1, files.size()).boxed().toList(), told);
    }

    @Test
    void aPictureAsLargeAsThePixelLimitStillLoadsBesideOthers() {
        Path large = TestFiles.picture(folder.resolve("large.bmp"), 300, 200, 1);
        List<ImageInput> several = inputs(List.of(large, files.get(0), large, files.get(1), large));
        LoadedImages loaded = new ImageLoader(SIZE, new ImageLimits(60_000, 1 << 20, 1), 4, OnUnreadable.STOP)
                .load(several);
        assertEquals(5, loaded.count());
        assertArrayEquals(loaded.images().image(0), loaded.images().image(4));
    }

    @Test
    void contentsAndPicturesLoadLikeTheFilesTheyAreOf() throws IOException {
        Path png = files.get(0);
        Path jpeg = files.get(1);
        LoadedImages loaded = loader(2, OnUnreadable.STOP).load(List.of(new ImageInput.File(png),
            new ImageInput.Bytes(Files.readAllBytes(png), "first"), new ImageInput.Picture(ImageIO.read(png.toFile()),
            "second"), new ImageInput.Bytes(Files.readAllBytes(jpeg), "third"), new ImageInput.File(jpeg)), true,
            _ -> { });
        assertArrayEquals(loaded.images().image(0), loaded.images().image(1));
        assertArrayEquals(loaded.images().image(0), loaded.images().image(2));
        assertArrayEquals(loaded.images().image(4), loaded.images().image(3));
        assertEquals(List.of(Sha256.of(png), Sha256.of(png)), loaded.sha256().subList(0, 2));
        assertEquals(List.of(Sha256.of(jpeg), Sha256.of(jpeg)), loaded.sha256().subList(3, 5));
        assertEquals(new ImageFacts(10, 30, 8, 8, 1, 8), loaded.facts().get(2));
        assertEquals(List.of("first", "second", "third"), loaded.inputs().subList(1, 4).stream().map(ImageInput::name)
            .toList());
    }

    @Test
    void badContentsAndPicturesAreSkippedUnderTheirNames() {
        LoadedImages loaded = new ImageLoader(SIZE, new ImageLimits(60_000, 1 << 20, 4), 2, OnUnreadable.SKIP).load(
            List.of(new ImageInput.Bytes(new byte[0], "camera 1"), inputs().get(0), new ImageInput.Picture(
                new BufferedImage(3, 9, BufferedImage.TYPE_INT_RGB), "camera 2")));
        assertEquals(1, loaded.count());
        assertEquals(List.of(0, 2), loaded.skipped().stream().map(SkippedImage::index).toList());
        assertTrue(loaded.skipped().get(0).reason().startsWith("cannot read image camera 1: the file is empty"),
            loaded.skipped()::toString);
        assertTrue(loaded.skipped().get(1).reason().startsWith("cannot read image camera 2: its 3×9 pixels"),
            loaded.skipped()::toString);
    }

    private static ImageInput grey16(String name, int largest) {
        BufferedImage picture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_USHORT_GRAY);
        picture.getRaster().setSample(0, 0, 0, largest);
        return new ImageInput.Picture(picture, name);
    }

    private static LoadedImages together(List<ImageInput> images) {
        return new ImageLoader(SIZE, new ImageReading(ImageLimits.DEFAULT, 1, new BitsRule.Together()), 2,
            OnUnreadable.SKIP).load(images, true, _ -> { });
    }

    @Test
    void imagesOfAClassAreAllTakenAsOfTheBitsOfTheOneThatUsesMost() {
        List<ImageInput> images = List.of(grey16("a", 900), grey16("b", 4000), inputs().get(0), grey16("c", 200));
        LoadedImages loaded = together(images);
        assertEquals(12, loaded.bits());
        assertEquals(List.of(12, 12, 8, 12), loaded.facts().stream().map(ImageFacts::takenBits).toList());
        assertEquals(List.of(10, 12, 8, 8), loaded.facts().stream().map(ImageFacts::usedBits).toList());
        int[] largest = {900, 4000, 0, 200};
        for (int i : new int[] {0, 1, 3}) {
            assertEquals((float) (2.0 * largest[i] / 4095 - 1), loaded.images().image(i)[0]);
        }
        assertArrayEquals(loader(1, OnUnreadable.STOP).load(inputs()).images().image(0), loaded.images().image(2));
        assertEquals(4, loaded.sha256().size());
    }

    @Test
    void oneImageOfTheWholeRangeLeavesItToAll() {
        LoadedImages loaded = together(List.of(grey16("a", 900), grey16("b", 40_000)));
        assertEquals(16, loaded.bits());
        assertEquals((float) (2.0 * 900 / 65535 - 1), loaded.images().image(0)[0]);
    }

    @Test
    void bytesHaveNoBitsToLearn() {
        assertEquals(0, together(inputs()).bits());
        assertEquals(0, together(List.of()).bits());
    }

    @Test
    void nothingToLoadGivesNoImages() {
        LoadedImages loaded = loader(2, OnUnreadable.STOP).load(List.of());
        assertEquals(0, loaded.count());
        assertEquals(0, loaded.images().count());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anInterruptedCallerStopsLoadingAndNoFileIsBlamed(int threads) {
        Thread.currentThread().interrupt();
        try {
            assertThrows(CancellationException.class, () -> loader(threads, OnUnreadable.SKIP).load(inputs()));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    private void damage(int index) throws IOException {
        Files.write(files.get(index), new byte[0]);
    }
}

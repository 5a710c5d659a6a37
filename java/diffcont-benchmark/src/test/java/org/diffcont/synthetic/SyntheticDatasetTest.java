package org.diffcont.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffcont.error.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticDatasetTest {
    private static final SynthesisProgress SILENT = (category, done, total) -> { };

    @TempDir
    Path folder;

    @Test
    void writesTheLayoutOfMvtecForEveryCategory() throws IOException {
        Path out = folder.resolve("deep/er/data");
        List<Integer> progress = new ArrayList<>();
        SynthesisSettings settings = new SynthesisSettings(64, 2, 1, 1, 3, List.of());
        SyntheticDataset.write(out, settings, 2, (category, done, total) -> {
            assertTrue(SyntheticDataset.categories().contains(category));
            assertEquals(SyntheticDataset.imageCount(settings), total);
            progress.add(done);
        });
        int images = 0;
        for (String category : SyntheticDataset.categories()) {
            Path root = out.resolve(category);
            assertEquals(List.of("000.png", "001.png"), names(root.resolve("train/good")));
            assertEquals(List.of("000.png"), names(root.resolve("test/good")));
            assertEquals(SyntheticDataset.defects(category).stream().sorted().toList(),
                    names(root.resolve("ground_truth")));
            images += 3;
            for (String defect : SyntheticDataset.defects(category)) {
                assertEquals(List.of("000.png"), names(root.resolve("test").resolve(defect)));
                assertEquals(List.of("000_mask.png"), names(root.resolve("ground_truth").resolve(defect)));
                images++;
            }
        }
        assertEquals(images, SyntheticDataset.imageCount(settings));
        assertEquals(images, progress.size());
        assertEquals(images, progress.getLast());
        assertEquals(List.of("data"), names(out.getParent()));
    }

    @Test
    void masksAreBlackAndWhiteOfTheImagesSize() throws IOException {
        Path out = folder.resolve("data");
        SyntheticDataset.write(out, settings(1, "biscuit"), 2, SILENT);
        BufferedImage image = ImageIO.read(out.resolve("biscuit/test/broken/000.png").toFile());
        BufferedImage mask = ImageIO.read(out.resolve("biscuit/ground_truth/broken/000_mask.png").toFile());
        assertEquals(64, image.getWidth());
        assertEquals(64, mask.getHeight());
        int white = 0;
        for (int i = 0; i < 64 * 64; i++) {
            int v = mask.getRaster().getSample(i % 64, i / 64, 0);
            assertTrue(v == 0 || v == 255);
            white += v / 255;
        }
        assertTrue(white > 16 && white < 64 * 64 / 8, "white " + white);
    }

    @Test
    void theBytesDependNeitherOnThreadsNorOnOtherCategories() throws IOException {
        Path one = folder.resolve("one");
        Path four = folder.resolve("four");
        SyntheticDataset.write(one, settings(9, "gear"), 1, SILENT);
        SyntheticDataset.write(four, settings(9, "leather", "gear"), 4, SILENT);
        Map<String, byte[]> a = files(one.resolve("gear"));
        Map<String, byte[]> b = files(four.resolve("gear"));
        assertEquals(a.keySet(), b.keySet());
        a.forEach((name, bytes) -> assertArrayEquals(bytes, b.get(name), name));
    }

    @Test
    void anotherSeedGivesOtherPictures() throws IOException {
        SyntheticDataset.write(folder.resolve("a"), settings(1, "gear"), 2, SILENT);
        SyntheticDataset.write(folder.resolve("b"), settings(2, "gear"), 2, SILENT);
        assertNotEquals(-1, Files.mismatch(folder.resolve("a/gear/train/good/000.png"),
                folder.resolve("b/gear/train/good/000.png")));
        assertNotEquals(-1, Files.mismatch(folder.resolve("a/gear/train/good/000.png"),
                folder.resolve("a/gear/test/good/000.png")));
    }

    @Test
    void anEarlierDataSetIsReplacedWhole() throws IOException {
        Path out = folder.resolve("data");
        SyntheticDataset.write(out, settings(1, "gear"), 2, SILENT);
        SyntheticDataset.write(out, settings(1, "leather"), 2, SILENT);
        assertFalse(Files.exists(out.resolve("gear")));
        assertTrue(Files.exists(out.resolve("leather/train/good/000.png")));
        assertEquals(List.of("data"), names(folder));
    }

    @Test
    void aForeignFolderIsRefusedAndLeftAlone() throws IOException {
        Path out = Files.createDirectory(folder.resolve("mine"));
        Files.writeString(out.resolve("thesis.txt"), "years of work");
        String message = refused(out);
        assertTrue(message.contains("not empty") && message.contains(out.toString()), message);
        assertEquals("years of work", Files.readString(out.resolve("thesis.txt")));
        assertEquals(List.of("mine"), names(folder));
    }

    @Test
    void aFileOfTheUsersInsideADataSetIsNotDeleted() throws IOException {
        Path out = folder.resolve("data");
        SyntheticDataset.write(out, settings(1, "gear"), 2, SILENT);
        Files.writeString(out.resolve("notes.txt"), "mine");
        assertTrue(refused(out).contains("notes.txt"));
        assertEquals("mine", Files.readString(out.resolve("notes.txt")));
        assertTrue(Files.exists(out.resolve("gear/train/good/000.png")));
    }

    @Test
    void aFileInTheWayIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertTrue(refused(file).contains("it is a file"));
        assertTrue(refused(file.resolve("below")).contains("cannot write"));
        assertEquals("x", Files.readString(file));
    }

    @Test
    void nothingIsLeftWhenTheWorkFailsHalfway() throws IOException {
        Path out = folder.resolve("data");
        assertThrows(ArithmeticException.class, () -> SyntheticDataset.write(out, settings(1, "gear"), 2,
                (category, done, total) -> {
                    if (done == 2) {
                        throw new ArithmeticException("stop");
                    }
                }));
        assertEquals(List.of(), names(folder));
    }

    @Test
    void aWriteErrorIsOneClearLineAndLeavesNothing() throws IOException {
        Path out = folder.resolve("data");
        UserException e = assertThrows(UserException.class, () -> SyntheticDataset.write(out, settings(1, "gear"), 1,
                (category, done, total) -> block(folder)));
        assertTrue(e.getMessage().contains(out.toString()) && !e.getMessage().contains("\n"), e.getMessage());
        assertTrue(e.getMessage().contains("choose another"), e.getMessage());
        assertEquals(List.of(), names(folder));
    }

    @Test
    void anInterruptStopsTheWorkAndLeavesNothing() throws IOException {
        Path out = folder.resolve("data");
        UserException e = assertThrows(UserException.class, () -> SyntheticDataset.write(out, settings(1, "gear"), 2,
                (category, done, total) -> Thread.currentThread().interrupt()));
        assertTrue(Thread.interrupted());
        assertTrue(e.getMessage().contains("Interrupted"), e.getMessage());
        assertEquals(List.of(), names(folder));
    }

    @Test
    void aPartialFolderOfADeadProcessIsRemoved() throws IOException {
        Path stale = Files.createDirectories(folder.resolve(".data.partial-999999999999/gear"));
        Files.writeString(stale.resolve("000.png"), "half");
        SyntheticDataset.write(folder.resolve("data"), settings(1, "gear"), 2, SILENT);
        assertEquals(List.of("data"), names(folder));
    }

    @Test
    void aLinkToAFolderStandsForTheFolder() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        SyntheticDataset.write(link, settings(1, "gear"), 2, SILENT);
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.exists(real.resolve("gear/train/good/000.png")));
    }

    /** Puts a folder where the last test image is to go, so that writing it fails. */
    private static void block(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            Path rust = walk.filter(p -> p.endsWith("ground_truth/rust")).findFirst().orElseThrow();
            Files.createDirectories(rust.resolve("000_mask.png"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String refused(Path out) {
        return assertThrows(UserException.class, () -> SyntheticDataset.write(out, settings(1, "gear"), 1, SILENT))
                .getMessage();
    }

    private static SynthesisSettings settings(long seed, String... categories) {
        return new SynthesisSettings(64, 2, 1, 1, seed, List.of(categories));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    private static Map<String, byte[]> files(Path root) throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                all.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return all;
    }
}

package org.diffcont.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.diffcont.error.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
    @TempDir
    Path root;

    private Path file(String path) throws IOException {
        return TestFiles.named(root, path);
    }

    @Test
    void aFolderGivesItsOwnImagesOnly() throws IOException {
        Path ten = file("img10.tif");
        Path two = file("img2.TIFF");
        file("sub/a.png");
        file("notes.txt");
        assertEquals(List.of(two, ten), ImageFiles.inFolder(root).images());
    }

    @Test
    void aListGoesThroughSubfoldersAndKeepsTheOrderGiven() throws IOException {
        Path inSub = file("b/sub/1.png");
        Path inB = file("b/2.bmp");
        Path single = file("a/9.jpeg");
        assertEquals(List.of(single, inB, inSub), ImageFiles.list(single, root.resolve("b"), single).images());
    }

    @Test
    void aFileNamedByTheUserCountsWhateverItsEnding() throws IOException {
        Path odd = file("scan.dat");
        assertEquals(List.of(odd), ImageFiles.list(odd).images());
    }

    @Test
    void aLinkThatLeadsBackDoesNotGoRoundForEver() throws IOException {
        Path image = file("a/1.png");
        Files.createSymbolicLink(root.resolve("a/back"), root.resolve("a"));
        assertEquals(List.of(image), ImageFiles.list(root).images());
    }

    private void link(String from, String to) throws IOException {
        Files.createSymbolicLink(root.resolve(from), Path.of(to));
    }

    @Test
    void imagesThatCannotBeReadAreImages() throws IOException {
        for (String name : List.of("1.heic", "2.AVIF", "3.jp2", "4.gif", "5.jxl", "6.dng", "7.NEF")) {
            file(name);
        }
        link("8.png", "/mnt/not-mounted/8.png");
        link("9.png", "9.png");
        link("camera", "/mnt/not-mounted/camera");
        FoundImages found = ImageFiles.inFolder(root);
        assertEquals(List.of("1.heic", "2.AVIF", "3.jp2", "4.gif", "5.jxl", "6.dng", "7.NEF", "8.png", "9.png", "camera"),
                found.images().stream().map(Folders::name).toList());
        assertEquals(Optional.empty(), found.note());
        assertEquals(found, ImageFiles.list(root));
    }

    @Test
    void whatIsNoImageIsCountedByItsEnding() throws IOException {
        file("a.png");
        for (String name : List.of("b.TXT", "c.txt", "d.json", "README", "e.", "Thumbs.db", ".hidden.txt")) {
            file(name);
        }
        link("gone.txt", "nowhere.txt");
        file("sub/x.csv");
        file("sub/y.png");
        FoundImages found = ImageFiles.inFolder(root);
        assertEquals(Map.of("txt", 3, "json", 1, "", 2), found.passedOver());
        assertEquals("6 files of other kinds passed over (3 .txt, 2 without ending, 1 .json); 1 subfolder not looked into "
                + "(sub)", found.note().orElseThrow());
        FoundImages all = ImageFiles.list(root);
        assertEquals("7 files of other kinds passed over (3 .txt, 2 without ending, 1 .csv, 1 .json)",
                all.note().orElseThrow());
        assertEquals(2, all.images().size());
    }

    @Test
    void oneFileIsNoPluralAndManyKindsAreNotAllNamed() throws IOException {
        file("a.txt");
        assertEquals("1 file of another kind passed over (1 .txt)", ImageFiles.inFolder(root).note().orElseThrow());
        for (String ending : List.of("b", "c", "d", "e", "f", "g", "h")) {
            file("a." + ending);
        }
        assertTrue(ImageFiles.inFolder(root).note().orElseThrow().endsWith("1 .e, 1 .f, 1 .g and 2 more kinds)"));
    }

    @Test
    void whatTheSystemPutsIntoFoldersIsNeverLookedAt() throws IOException {
        Path image = file("a/1.png");
        for (String folder : List.of("@eaDir", "$RECYCLE.BIN", "System Volume Information", ".Trash-1000", "lost+found",
                "__MACOSX", "#recycle")) {
            file(folder + "/2.png");
            file("a/" + folder + "/2.png");
        }
        file("a/Thumbs.db");
        file("a/desktop.ini");
        assertEquals(List.of(root.resolve("a")), Folders.subfolders(root));
        FoundImages found = ImageFiles.list(root);
        assertEquals(List.of(image), found.images());
        assertEquals(Optional.empty(), found.note());
    }

    @Test
    void aCamerasRawFileIsNotReadAsThePreviewInIt() throws IOException {
        Path tiff = root.resolve("a.tif");
        assertTrue(ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "tiff", tiff.toFile()));
        Path raw = Files.copy(tiff, root.resolve("b.DNG"));
        ImageDecoder.decode(tiff, ImageLimits.DEFAULT);
        refused("raw files of cameras are not supported", () -> ImageDecoder.decode(raw, ImageLimits.DEFAULT));
    }

    @Test
    void badPathsGiveOneClearLine() throws IOException {
        refused("there is no file or folder " + root.resolve("none"), () -> ImageFiles.list(root.resolve("none")));
        refused("holds no images (jpg, jpeg, png, bmp, tif, tiff, pgm, ppm, pbm, pnm, webp)", () -> ImageFiles.list(root));
        Path image = file("1.png");
        link("gone", "/mnt/not-mounted");
        refused("gone is a link that leads nowhere", () -> ImageFiles.list(root.resolve("gone")));
        Path texts = file("texts/a.txt").getParent();
        refused("1 file of another kind passed over (1 .txt)", () -> ImageFiles.list(texts));
        refused("is a file; give a folder of images", () -> ImageFiles.inFolder(image));
        refused("it does not exist", () -> ImageFiles.inFolder(root.resolve("none")));
    }

    @Test
    void digitsAreComparedAsNumbersAndEqualNumbersStillHaveAnOrder() {
        List<String> ordered = List.of("", "1", "2", "02", "2a", "10", "99999999999999999999", "100000000000000000000",
                "B", "a1b2", "a1b10", "b");
        List<String> expected = new ArrayList<>(ordered);
        expected.set(2, "02");
        expected.set(3, "2");
        List<String> shuffled = new ArrayList<>(ordered);
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(shuffled, new Random(seed));
            shuffled.sort(NaturalOrder.NAMES);
            assertEquals(expected, shuffled);
        }
    }

    private static void refused(String words, Executable work) {
        var e = assertThrows(UserException.class, work);
        assertTrue(e.getMessage().contains(words), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }
}

package org.diffcont.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.diffcont.error.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
    @TempDir
    Path root;

    private Path file(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "x");
    }

    @Test
    void aFolderGivesItsOwnImagesOnly() throws IOException {
        Path ten = file("img10.tif");
        Path two = file("img2.TIFF");
        file("sub/a.png");
        file("notes.txt");
        assertEquals(List.of(two, ten), ImageFiles.inFolder(root));
    }

    @Test
    void aListGoesThroughSubfoldersAndKeepsTheOrderGiven() throws IOException {
        Path inSub = file("b/sub/1.png");
        Path inB = file("b/2.bmp");
        Path single = file("a/9.jpeg");
        assertEquals(List.of(single, inB, inSub), ImageFiles.list(single, root.resolve("b"), single));
    }

    @Test
    void aFileNamedByTheUserCountsWhateverItsEnding() throws IOException {
        Path odd = file("scan.dat");
        assertEquals(List.of(odd), ImageFiles.list(odd));
    }

    @Test
    void aLinkThatLeadsBackDoesNotGoRoundForEver() throws IOException {
        Path image = file("a/1.png");
        Files.createSymbolicLink(root.resolve("a/back"), root.resolve("a"));
        assertEquals(List.of(image), ImageFiles.list(root));
    }

    @Test
    void badPathsGiveOneClearLine() throws IOException {
        refused("there is no file or folder " + root.resolve("none"), () -> ImageFiles.list(root.resolve("none")));
        refused("holds no images (jpg, jpeg, png, bmp, tif, tiff, pgm, ppm, pbm, pnm, webp)", () -> ImageFiles.list(root));
        Path image = file("1.png");
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

package org.diffcont.heatmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffcont.detect.Decision;
import org.diffcont.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeatMapFilesTest {
    private static final Decision DECISION = new Decision(0, 3, 2, 0.8, 2, true);
    private static final ZMap MAP = new ZMap(2, new float[] {0, 1, 2, 3});

    @TempDir
    Path temporary;

    @Test
    void namesOfDifferentPathsDifferAndStayInsideTheFolder() throws IOException {
        List<Path> images = List.of(Path.of("/a/b/x.png"), Path.of("/c/b/x.png"), Path.of("/a/b/x.jpg"),
            Path.of("/a/b_x.png"), Path.of("/a/..x/..png"), Path.of("/a/ä/ö.png"), Path.of("/a/é/ü.png"),
            Path.of("/a/" + "n".repeat(250) + ".png"), Path.of("/"));
        Path folder = temporary.resolve("maps");
        HeatMapFiles files = new HeatMapFiles(folder, true);
        Set<Path> written = new HashSet<>();
        for (Path image : images) {
            Path picture = files.write(image, new Image(8, 4, new float[3 * 8 * 4]), "gear", DECISION, MAP);
            assertEquals(folder, picture.normalize().getParent());
            assertTrue(ImageIO.read(picture.toFile()).getWidth() > 16);
            written.add(picture);
        }
        assertEquals(images.size(), written.size());
        try (Stream<Path> all = Files.list(folder)) {
            assertEquals(2 * images.size(), all.count());
        }
        try (Stream<Path> all = Files.walk(temporary)) {
            assertEquals(2 * images.size(), all.filter(Files::isRegularFile).count());
        }
    }

    @Test
    void theSamePathAlwaysHasTheSameName() {
        assertEquals(HeatMapFiles.name(Path.of("/line/1/a.png")), HeatMapFiles.name(Path.of("/line/1/a.png")));
        assertTrue(HeatMapFiles.name(Path.of("/line/cam-1/a.png")).startsWith("cam_1_a_png-"));
    }
}

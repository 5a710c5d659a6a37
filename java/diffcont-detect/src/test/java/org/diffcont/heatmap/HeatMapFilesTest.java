package org.diffcont.heatmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
            Path picture = files.write(image, new Image(8, 4, new float[3 * 8 * 4]), "gear", "anomalous", DECISION, MAP);
            assertEquals(folder, picture.normalize().getParent());
            assertTrue(ImageIO.read(picture.toFile()).getWidth() > 16);
            written.add(picture);
        }
        assertEquals(images.size(), written.size());
        try (Stream<Path> all = Files.list(folder)) {
            assertEquals(3 * images.size(), all.count());
        }
        try (Stream<Path> all = Files.walk(temporary)) {
            assertEquals(3 * images.size(), all.filter(Files::isRegularFile).count());
        }
    }

    @Test
    void aFileBesideThePictureSaysWhatItShows() throws IOException {
        Path picture = new HeatMapFiles(temporary, false).write(Path.of("/a/x.png"), new Image(8, 4,
            new float[3 * 8 * 4]), "gear", "anomalous", DECISION, MAP);
        JsonNode facts = new ObjectMapper().readTree(temporary.resolve(picture.getFileName().toString()
            .replace(".png", ".json")).toFile());
        assertEquals("{\"path\":\"/a/x.png\",\"class\":\"gear\",\"decision\":\"anomalous\",\"distance\":3.0,"
            + "\"threshold\":2.0,\"outlier_probability\":0.8,\"largest_z\":3.0,\"hottest_z\":6}", facts.toString());
    }

    @Test
    void theSamePathAlwaysHasTheSameName() {
        assertEquals(HeatMapFiles.name(Path.of("/line/1/a.png")), HeatMapFiles.name(Path.of("/line/1/a.png")));
        assertTrue(HeatMapFiles.name(Path.of("/line/cam-1/a.png")).startsWith("cam_1_a_png-"));
    }
}

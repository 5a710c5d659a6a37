package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class BadDataTest {
    private static final List<String> BAD = List.of("truncated.png", "empty.png", "text.png", "dot.png", "huge.png");

    /** Runs a benchmark that must fail and leave nothing. */
    private static void refuses(Path data, String... parts) throws IOException {
        Path out = Demo.fresh("out");
        Launcher.run("benchmark", "--data", data, "--config", Demo.config(), "--out", out).failsWith(4, parts);
        assertTrue(Files.notExists(out), "half a run was left");
    }

    private static Path gearOnly() throws IOException {
        Path data = Files.createDirectory(Demo.fresh("data"));
        Files.move(Demo.copy(Demo.data().resolve("gear")), data.resolve("gear"));
        return data;
    }

    private static void addBadImages(Path folder) throws IOException {
        byte[] good = Files.readAllBytes(folder.resolve("000.png"));
        Files.write(folder.resolve("truncated.png"), Arrays.copyOf(good, good.length / 2));
        Files.createFile(folder.resolve("empty.png"));
        Files.writeString(folder.resolve("text.png"), "not a picture at all\n");
        ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), "png", folder.resolve("dot.png").toFile());
        Files.write(folder.resolve("huge.png"), pngHeader(30_000, 30_000));
    }

    /** A PNG that ends after its header. */
    private static byte[] pngHeader(int width, int height) throws IOException {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(chunk);
        fields.write("IHDR".getBytes(StandardCharsets.US_ASCII));
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {8, 2, 0, 0, 0});
        CRC32 check = new CRC32();
        check.update(chunk.toByteArray());
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream png = new DataOutputStream(file);
        png.writeLong(0x89504E470D0A1A0AL);
        png.writeInt(chunk.size() - 4);
        png.write(chunk.toByteArray());
        png.writeInt((int) check.getValue());
        return file.toByteArray();
    }

    @Test
    void missingOrEmptyDataFolderIsRefused() throws IOException {
        Path missing = Demo.fresh("missing");
        refuses(missing, missing.toString(), "does not exist");
        Path empty = Files.createDirectory(Demo.fresh("empty"));
        refuses(empty, empty.toString(), "no category folders");
        refuses(Demo.data().resolve("gear"), "is a single category");
    }

    @Test
    void incompleteCategoriesAreRefused() throws IOException {
        Path noTraining = gearOnly();
        Files.move(noTraining.resolve("gear/train/good"), noTraining.resolve("gear/train/fine"));
        refuses(noTraining, "gear", "train/good");
        Path noTest = gearOnly();
        Files.move(noTest.resolve("gear/test"), noTest.resolve("gear/tests"));
        refuses(noTest, "gear", "no test images");
        Path few = gearOnly();
        for (int i = 0; i < 3; i++) {
            Files.delete(few.resolve("gear/train/good/00" + i + ".png"));
        }
        refuses(few, "gear", "9 readable training images", "10");
    }

    @Test
    void imagesThatCannotBeReadAreSkippedNamedAndCounted() throws IOException {
        Path data = gearOnly();
        addBadImages(data.resolve("gear/train/good"));
        addBadImages(data.resolve("gear/test/good"));
        Path out = Demo.fresh("out");
        Launcher.Result result = Launcher.run("benchmark", "--data", data, "--config", Demo.config(), "--out", out)
            .isOk();
        for (String name : BAD) {
            assertEquals(2, result.err().lines().filter(line -> line.startsWith("diffcont: warning: skipped:")
                && line.contains(name)).count(), () -> name + " in " + result);
        }
        assertTrue(result.out().contains("10 images could not be read and were skipped"), result.out());
        assertEquals(7, MetricsFile.read(out).path("final").path("pooled").path("predicted").path("normal_count")
            .asInt() + MetricsFile.read(out).path("final").path("pooled").path("predicted").path("anomalous_count")
            .asInt());
    }

    @Test
    void strictStopsAtTheFirstImageThatCannotBeRead() throws IOException {
        Path data = gearOnly();
        addBadImages(data.resolve("gear/train/good"));
        Path out = Demo.fresh("out");
        Launcher.run("benchmark", "--data", data, "--config", Demo.config(), "--out", out, "--strict")
            .failsWith(4, "dot.png");
        assertTrue(Files.notExists(out));
        Launcher.run("score", "--model", Demo.model(), "--strict", data.resolve("gear/train/good"))
            .failsWith(4, "dot.png");
    }

    @Test
    void tooFewReadableImagesCountAsTooFew() throws IOException {
        Path data = gearOnly();
        for (int i = 0; i < 3; i++) {
            Files.write(data.resolve("gear/train/good/00" + i + ".png"), new byte[0]);
        }
        Path model = Demo.fresh("model");
        Launcher.Result result = Launcher.run("learn", "--model", model, "--config", Demo.config(),
            data.resolve("gear"));
        assertEquals(4, result.status(), result::toString);
        assertTrue(result.err().contains("9 readable training images"), result.err());
        assertTrue(Files.notExists(model));
    }

    @Test
    void scoringSkipsAndCountsToo() throws IOException {
        Path images = Demo.copy(Demo.data().resolve("gear/test/good"));
        addBadImages(images);
        Launcher.Result result = Launcher.run("score", "--model", Demo.model(), "--format", "csv", images).isOk();
        assertEquals(1 + 3 + 5, result.out().lines().count(), result.out());
        assertEquals(5, result.out().lines().filter(line -> line.contains(",rejected,")).count(), result.out());
        assertTrue(result.err().contains("3 images scored") && result.err().contains("5 rejected"), result.err());
        Launcher.Result none = Launcher.run("score", "--model", Demo.model(), images.resolve("empty.png"));
        assertEquals(4, none.status(), none::toString);
        assertEquals("", none.out());
        Launcher.run("score", "--model", Demo.model(), images.resolve("nothing.png")).failsWith(4, "nothing.png");
    }
}

package org.diffcont.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffcont.error.ModelException;
import org.diffcont.inspection.Inspector;
import org.diffcont.testing.ChildProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionExampleTest {
    @TempDir
    private Path temporary;
    private final Random random = new Random(7);

    /** A disc or a square, a little elsewhere each time; with a defect, a black bar across it. */
    private BufferedImage picture(boolean disc, boolean defect) {
        BufferedImage picture = new BufferedImage(40, 40, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D drawing = picture.createGraphics();
        drawing.setColor(new Color(200, 200, 190 + random.nextInt(10)));
        drawing.fillRect(0, 0, 40, 40);
        drawing.setColor(disc ? Color.BLUE : Color.RED);
        int left = 9 + random.nextInt(3);
        if (disc) {
            drawing.fillOval(left, 10, 20, 20);
        } else {
            drawing.fillRect(left, 10, 20, 20);
        }
        if (defect) {
            drawing.setColor(Color.BLACK);
            drawing.fillRect(5, 18, 30, 5);
        }
        drawing.dispose();
        return picture;
    }

    private List<Path> normal(String folder, boolean disc) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            files.add(file(folder + "/" + i + ".png", picture(disc, false)));
        }
        return files;
    }

    private Path file(String name, BufferedImage picture) throws IOException {
        Path file = temporary.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }

    /** A model that is learned in a second. */
    private Inspector model() {
        return Inspector.builder(temporary.resolve("model")).set("data.image_size", "32").set("readings.candidates",
            "filter_bank:as_is:8/location_mahalanobis:20").set("readings.chosen", "1").set("readings.poolings", "max")
            .set("routing.source", "filter_bank:as_is:8").set("data.min_train", "10").create();
    }

    private List<String> arguments() {
        return List.of(temporary.resolve("model").toString(), temporary.resolve("defect.png").toString(), "square",
            temporary.resolve("squares").toString());
    }

    @BeforeEach
    void modelAndPictures() throws IOException {
        try (Inspector inspector = model()) {
            inspector.learn("disc", normal("discs", true));
        }
        file("defect.png", picture(true, true));
        normal("squares", false);
    }

    private double thresholdOfSquares() {
        try (Inspector inspector = Inspector.open(temporary.resolve("model"))) {
            return inspector.product("square").threshold();
        }
    }

    @Test
    void theExampleScoresAPhotographAndLearnsAProduct() throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            InspectionExample.main(arguments().toArray(String[]::new));
        } finally {
            System.setOut(before);
        }
        assertEquals(List.of("disc needs a look", "square has threshold " + thresholdOfSquares(), "knows [disc, square]"),
            printed.toString(StandardCharsets.UTF_8).lines().toList());
        assertThrows(ModelException.class, () -> InspectionExample.main(arguments().toArray(String[]::new)),
            "square is taken now");
    }

    @Test
    void theExampleRunsAsAModule() throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=org.diffcont.nativecore", "-Djava.awt.headless=true",
            "-Ddiffcont.library.path=" + System.getProperty("diffcont.library.path"),
            "--module-path", modulePath(), "--module", "org.diffcont.example/org.diffcont.example.InspectionExample"));
        command.addAll(arguments());
        ChildProcess.Result result = ChildProcess.run(new ProcessBuilder(command).redirectErrorStream(true));
        String output = result.out();
        assertEquals(0, result.status(), output);
        assertTrue(output.contains("disc needs a look") && output.contains("square has threshold " + thresholdOfSquares())
            && output.contains("knows [disc, square]"), output);
    }

    /** The class path without what is for tests only, as an application would have it. */
    private static String modulePath() {
        return String.join(File.pathSeparator, Stream.of(
            System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("test-classes") && !entry.contains("junit") && !entry.contains("opentest4j")
                && !entry.contains("apiguardian") && !entry.contains("surefire")).toList());
    }
}

package org.diffcont.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Data, a configuration and a run so small that a test takes seconds; made once, changed by no test. */
final class Demo {
    static final String CATEGORIES = "gear,hex_bolt,leather";
    private static final String CONFIG = """
            trunk.file: none
            data.image_size: 16
            network:
              image_size: 16
              channels: [8, 16]
              attention: [false, true]
              layers_per_block: 1
              norm_groups: 4
              attention_head_dim: 4
            projector.channels: 4
            projector.grid: 2
            training:
              steps: 3
              batch_current: 4
              batch_replay: 2
            replay:
              per_class: 2
              ddim_steps: 2
            readings.candidates: [levels:4/location_mahalanobis:4]
            readings.poolings: [0.1]
            routing.source: levels:4
            routing.grid: 2
            """;
    private static final Path FOLDER = makeFolder();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static Path config;
    private static Path data;
    private static Path run;
    private static Launcher.Result report;

    private Demo() {
    }

    private static Path makeFolder() {
        try {
            return Files.createTempDirectory(
                Files.createDirectories(Path.of(System.getProperty("diffcont.e2e.folder"))), "run");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the commands run; everything made by tests lies below it. */
    static Path folder() {
        return FOLDER;
    }

    /** A path that does not exist yet. */
    static Path fresh(String name) {
        return FOLDER.resolve(name + "-" + NUMBER.incrementAndGet());
    }

    /** The configuration file. */
    static synchronized Path config() throws IOException {
        if (config == null) {
            config = Files.writeString(FOLDER.resolve("tiny.yaml"), CONFIG);
        }
        return config;
    }

    /** A data set of three categories. */
    static synchronized Path data() {
        if (data == null) {
            Path made = FOLDER.resolve("data");
            Launcher.run("dataset", "synthesize", "--out", made, "--size", 64, "--train", 12, "--test-good", 3,
                "--test-per-defect", 1, "--categories", CATEGORIES).isOk();
            data = made;
        }
        return data;
    }

    /** An uninterrupted run over all of it. */
    static synchronized Path run() throws IOException {
        if (run == null) {
            Path made = FOLDER.resolve("run");
            report = benchmark(made).isOk();
            run = made;
        }
        return run;
    }

    /** What {@link #run} printed. */
    static Launcher.Result report() throws IOException {
        run();
        return report;
    }

    static Launcher.Result benchmark(Path out) throws IOException {
        return Launcher.run("benchmark", "--data", data(), "--config", config(), "--out", out);
    }

    /** The model of {@link #run}. */
    static Path model() throws IOException {
        return run().resolve("model");
    }

    /** A copy that a test may change. */
    static Path copy(Path source) throws IOException {
        Path target = fresh(source.getFileName().toString());
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, target.resolve(source.relativize(file).toString()),
                    StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return target;
    }

    /** Size and content of every file below a folder, to see that nothing changed. */
    static String listing(Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                if (!file.getFileName().toString().equals(".lock")) {
                    text.append(folder.relativize(file)).append(' ').append(Files.size(file)).append(' ')
                        .append(java.util.Arrays.hashCode(Files.readAllBytes(file))).append('\n');
                }
            }
        }
        return text.toString();
    }
}

package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MachineTest {
    @Test
    void infoNamesTheNativeLibrariesAndWhereTheyWereFound() {
        Launcher.Result info = Launcher.run("info").isOk();
        for (String part : List.of("Versions", "CPU", "Memory", "Native core", "libdiffcont_detect",
                "libdiffcont_network", "libtorch", "loaded")) {
            assertTrue(info.out().contains(part), () -> part + " in " + info.out());
        }
    }

    @Test
    void nativeLibraryThatDoesNotLoadIsOneLineWithEveryAttempt() throws IOException {
        Path empty = Files.createDirectory(Demo.fresh("empty"));
        Path out = Demo.fresh("out");
        Map<String, String> withoutLibrary = Map.of("DIFFCONT_JAVA_OPTIONS", "-Ddiffcont.library.path=" + empty);
        Launcher.run(withoutLibrary, "benchmark", "--data", Demo.data(), "--config", Demo.config(), "--out", out)
            .failsWith(7, "diffcont.library.path: " + empty, "DIFFCONT_LIBRARY_PATH", "bundled in a jar",
                "java.library.path");
        assertTrue(Files.notExists(out));
        Launcher.Result info = Launcher.run(withoutLibrary, "info").isOk();
        assertTrue(info.out().contains("not loaded") && info.out().contains(empty.toString()), info.out());
    }

    @Test
    void learningAndScoringWithoutANetworkNeedNoLibtorch() throws IOException {
        Path model = Demo.fresh("without-libtorch");
        Map<String, String> withoutLibtorch = Map.of("DIFFCONT_JAVA_OPTIONS", "-Ddiffcont.libtorch.path=/nowhere");
        Launcher.run(withoutLibtorch, "learn", "--model", model, Demo.data().resolve("gear")).isOk();
        Launcher.run(withoutLibtorch, "score", "--model", model, "--format", "csv", Demo.data().resolve("gear/test"))
            .isOk();
        Launcher.run(withoutLibtorch, "verify", "--model", model).isOk();
        Launcher.Result info = Launcher.run(withoutLibtorch, "info").isOk();
        assertTrue(info.out().contains("only needed for networks"), info.out());
    }

    @Test
    void javaBelow25IsNamed() throws IOException {
        Path jdk = Demo.fresh("jdk-17");
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\nexit 1\n");
        assertTrue(jdk.resolve("bin/java").toFile().setExecutable(true));
        Launcher.run(Map.of("DIFFCONT_JAVA_HOME", jdk.toString()), "info").failsWith(3, "Java 17", "25");
    }

    @Test
    void wrongConfigurationIsRefusedBeforeAnythingIsDone() throws IOException {
        Path out = Demo.fresh("out");
        Launcher.run("benchmark", "--data", Demo.data(), "--out", out, "--set", "trainig.steps=2")
            .failsWith(2, "trainig.steps", "training.steps");
        Launcher.run("benchmark", "--data", Demo.data(), "--out", out, "--profile", "dem")
            .failsWith(2, "demo", "paper");
        assertEquals(false, Files.exists(out));
    }
}

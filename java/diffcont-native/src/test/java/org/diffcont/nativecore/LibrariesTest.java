package org.diffcont.nativecore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffcont.nativecore.library.LoadAttempt;
import org.diffcont.nativecore.library.LoadReport;
import org.junit.jupiter.api.Test;

class LibrariesTest {

    private static URL[] classPath() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    @Test
    void describeWhereTheyWereLoadedFrom() {
        Path folder = Path.of(System.getProperty("diffcont.library.path")).toAbsolutePath().normalize();
        List<LoadAttempt> attempts =
                List.of(new LoadAttempt("system property diffcont.library.path", folder.toString(), "loaded"));
        LoadReport detect = DetectLibrary.describe();
        assertEquals(folder.resolve("libdiffcont_detect.so"), detect.library().orElseThrow());
        assertTrue(detect.libtorch().isEmpty());
        assertEquals(attempts, detect.attempts());
        LoadReport network = NetworkLibrary.describe();
        assertEquals(folder.resolve("libdiffcont_network.so"), network.library().orElseThrow());
        assertTrue(network.libtorch().isPresent());
        assertEquals(attempts, network.attempts());
    }

    @Test
    void libtorchIsLoadedForANetworkAndNotForDetection() throws Exception {
        String output = run(DetectsWithoutLibtorch.class, "-Ddiffcont.library.path="
                + System.getProperty("diffcont.library.path"));
        assertTrue(output.contains("libtorch after detecting: false"), output);
        assertTrue(output.contains("libtorch after a network: true"), output);
        assertTrue(output.contains("threads of the network library: 1"), output);
    }

    @Test
    void worksFromASecondClassLoaderOfTheProcess() throws Exception {
        float[] first = new float[8];
        Noise.fill(3, 4, first);
        float[] second = new float[8];
        try (URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Class<?> noise = loader.loadClass("org.diffcont.nativecore.Noise");
            assertNotSame(Noise.class, noise);
            noise.getMethod("fill", long.class, long.class, float[].class).invoke(null, 3L, 4L, second);
            Object handles = loader.loadClass("org.diffcont.nativecore.NativeRuntime")
                    .getMethod("liveHandles").invoke(null);
            assertEquals(NativeRuntime.liveHandles(), handles);
        }
        assertArrayEquals(first, second);
    }

    @Test
    void valuesWorkWithoutALibraryAndTheErrorListsEveryAttemptAndTheFix() throws Exception {
        // A jar built to carry libraries has none for this architecture.
        String output = run(WithoutLibrary.class, "-Ddiffcont.library.path=/nonexistent",
                "-Djava.library.path=/also/nonexistent", "-Dos.arch=nowhere");
        for (String part : new String[]{"dimension 16, count 3",
            "system property diffcont.library.path: /nonexistent: no such folder",
            "environment variable DIFFCONT_LIBRARY_PATH: not set: skipped",
            "bundled in a jar: org/diffcont/native/linux-nowhere/: no jar on the class path carries libraries",
            "java.library.path: /also/nonexistent: no libdiffcont_network.so in any of these folders",
            "-Ddiffcont.library.path=FOLDER", "attempts 4", "library Optional.empty"}) {
            assertTrue(output.contains(part), part + " is missing in: " + output);
        }
        assertEquals(2, output.split("attempts 4", -1).length - 1, "the second call fails like the first");
    }

    private static String run(Class<?> program, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.add(program.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("DIFFCONT_LIBRARY_PATH");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}

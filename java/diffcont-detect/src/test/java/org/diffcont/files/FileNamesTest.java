package org.diffcont.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.diffcont.testing.ChildProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
    /** Prints the path of each argument, which is a name's bytes in hexadecimal, and whether a folder shows the same. */
    static final class Probe {
        public static void main(String[] names) throws IOException {
            Path folder = Path.of(names[0]);
            for (String hex : List.of(names).subList(1, names.length)) {
                Path path = FileNames.path(folder + "/" + FileNames.decode(HexFormat.of().parseHex(hex)));
                Files.writeString(path, hex);
                try (Stream<Path> entries = Files.list(folder)) {
                    Path listed = entries.filter(path::equals).findAny().orElseThrow();
                    System.out.println(Files.readString(listed) + " "
                        + FileNames.key(listed.getFileName()).replaceAll("[^ -~]", "*") + " "
                        + FileNames.isText(folder.relativize(listed)));
                }
            }
        }
    }

    @TempDir
    Path folder;

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8", "none_NONE.UTF-8"})
    void anyNameIsAPathAndBackInAnyLocale(String locale) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp", System.getProperty("java.class.path"), Probe.class.getName(), folder.toString()));
        List<String> names = List.of("plain.png", "teil \u00c3\u00a4.png", "x\u00ff.png", "x\u00fe.png",
            "\u00f0\u009f\u0090\u0080.png", "a\\xFF.png", "new\nline.png", "cut\u00c3");
        names.forEach(name -> command.add(HexFormat.of().formatHex(bytes(name))));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", locale);
        ChildProcess.Result result = ChildProcess.run(builder);
        assertEquals(0, result.status(), result::toString);
        List<String> shown = List.of("plain.png true", "teil *.png true", "x\\xFF.png false", "x\\xFE.png false",
            "*.png true", "a\\\\xFF.png true", "new\\x0Aline.png true", "cut\\xC3 false");
        List<String> lines = result.out().lines().toList();
        for (int i = 0; i < names.size(); i++) {
            assertEquals(HexFormat.of().formatHex(bytes(names.get(i))) + " " + shown.get(i), lines.get(i));
        }
    }

    @Test
    void relativePathsStayRelative() {
        assertEquals(Path.of("a/b.png"), FileNames.path("a//b.png"));
        Path odd = FileNames.path("../a/" + FileNames.decode(bytes("\u00ff")) + "/b");
        assertFalse(odd.isAbsolute());
        assertEquals(4, odd.getNameCount());
        assertEquals("../a/\\xFF/b", FileNames.text(odd));
        assertEquals(Path.of("/"), FileNames.path("/"));
        assertEquals("/\\xFF", FileNames.text(FileNames.path("/" + FileNames.decode(bytes("\u00ff")))));
    }

    @Test
    void whatNoFileCanBeCalledIsAPathAllTheSame() {
        assertEquals(Path.of("a\uFFFDb"), FileNames.path("a\0b"));
    }

    @Test
    void textShowsTheNameAndAKeyTellsAnyTwoApart() {
        Path escaped = FileNames.path("x" + FileNames.decode(bytes("\u00ff")));
        Path written = Path.of("x\\xFF");
        assertEquals(FileNames.text(escaped), FileNames.text(written));
        assertNotEquals(FileNames.key(escaped), FileNames.key(written));
        assertTrue(FileNames.isText(written));
        assertEquals("a\nb", FileNames.text(Path.of("a\nb")));
        assertEquals("a\\x0Ab", FileNames.printable(Path.of("a\nb")));
    }

    @Test
    void bytesAreKept() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        String name = FileNames.decode(all);
        assertEquals(128, name.chars().filter(c -> c >= 0xDC80).count());
        assertArrayEquals("\uD83D\uDC80".getBytes(StandardCharsets.UTF_8),
            FileNames.decode("\uD83D\uDC80".getBytes(StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
        assertEquals("\uD83D\uDC80", FileNames.text(Path.of("\uD83D\uDC80")));
    }
}

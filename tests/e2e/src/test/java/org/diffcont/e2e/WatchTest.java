package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diffcont.testing.ChildProcess;
import org.junit.jupiter.api.Test;

/** A watched folder over several processes, and names of any kind. {@code tests/soak/watch} is the long one. */
class WatchTest {
    private static final int FILES = 300;
    private static final int BAD = 30;

    private static Path image(int number) {
        return Demo.data().resolve("gear/test/good/00" + number + ".png");
    }

    private static ChildProcess watch(Path folder, Object... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(Launcher.PROGRAM.toString(), "score", "--model",
            Demo.model().toString(), "--watch", folder.toString(), "--settle", "20", "--poll", "100"));
        for (Object argument : more) {
            command.add(argument.toString());
        }
        return Launcher.start(Map.of(), command);
    }

    private static List<JsonNode> rows(Path log) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            rows.add(new ObjectMapper().readTree(line));
        }
        return rows;
    }

    /** Waits for so many lines; a process that ends before fails the test. */
    private static void await(Path log, ChildProcess process, int lines) throws IOException {
        while (!Files.exists(log) || rows(log).size() < lines) {
            assertTrue(process.handle().isAlive(), () -> process.end().toString());
            Thread.onSpinWait();
        }
    }

    private static void arrive(Path folder, int from, int to) throws IOException {
        byte[] good = Files.readAllBytes(image(0));
        for (int i = from; i < to; i++) {
            Path part = folder.resolve(i + ".png.part");
            Files.write(part, i % BAD == 0 ? new byte[] {1, 2, 3} : good);
            Files.move(part, folder.resolve(i + ".png"), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Test
    void everyFileHasItsLineOnceAlthoughTheProcessIsKilled() throws IOException {
        Path folder = Files.createDirectory(Demo.fresh("incoming"));
        Path log = Demo.fresh("scores.jsonl");
        try (ChildProcess process = watch(folder, "--out", log)) {
            arrive(folder, 0, FILES / 2);
            await(log, process, FILES / 4);
            process.handle().destroyForcibly();
            process.end();
        }
        arrive(folder, FILES / 2, FILES);
        Files.writeString(folder.resolve("notes.txt"), "no image");
        try (ChildProcess process = watch(folder, "--out", log)) {
            await(log, process, FILES);
            process.handle().destroy();
            ChildProcess.Result result = process.end();
            assertEquals(143, result.status(), result::toString);
            assertTrue(result.err().contains("have their lines already"), result::toString);
            assertTrue(result.err().contains("1 .txt"), result::toString);
        }
        Set<String> names = new HashSet<>();
        int bad = 0;
        for (JsonNode row : rows(log)) {
            assertTrue(names.add(row.get("path").asText()), row::toString);
            bad += row.has("distance") ? 0 : 1;
        }
        assertEquals(FILES, names.size());
        assertEquals(FILES / BAD, bad);
    }

    @Test
    void aNameOfAnyBytesIsScoredAsAnArgumentInAFolderAndFromAStreamInAnyLocale() throws IOException {
        Path folder = Demo.fresh("names");
        // Bytes that are no UTF-8 cannot be given from here.
        String make = "mkdir \"$3\"; cp \"$4\" \"$3\"/$(printf 'x\\377.png'); cp \"$4\" \"$3\"/$(printf 't\\303\\244.png'); ";
        for (String locale : List.of("LC_ALL=de_DE.UTF-8", "LC_ALL=C", "LC_ALL=none")) {
            for (String way : List.of("\"$1\" score --format jsonl --model \"$2\" \"$3\"/*",
                    "\"$1\" score --format jsonl --model \"$2\" \"$3\"", "ls -d \"$3\"/* | \"$1\" score --model \"$2\" -")) {
                Launcher.Result result = Launcher.runInShell("rm -rf \"$3\"; " + make + "export " + locale + "; " + way,
                    Demo.model(), folder, image(0)).isOk();
                assertEquals(2, result.out().lines().filter(line -> line.contains("distance")).count(), result::toString);
                assertTrue(result.out().contains("x\\\\xFF.png") && result.out().contains("t\u00e4.png"), result::toString);
            }
        }
    }
}

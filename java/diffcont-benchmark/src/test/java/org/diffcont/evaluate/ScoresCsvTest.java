package org.diffcont.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diffcont.detect.Decision;
import org.diffcont.error.UserException;
import org.diffcont.evaluate.ScoresCsv.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoresCsvTest {
    private static final List<String> NAMES = List.of("zipper", "tile");
    private static final String HEADER = "experience,path,class,defect,anomalous,predicted_class,"
            + "distance,log_survival,outlier_probability,threshold,decision,"
            + "true_distance,true_log_survival,true_outlier_probability,true_threshold,true_decision";

    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("scores.csv");
    }

    @Test
    void writesOneRowPerImageWithBothClassModes() throws IOException {
        ScoredImage image = new ScoredImage("tile/test/crack/000.png", 1, "crack", true,
                new Decision(0, 0.5, 0.25, 0.125, 2, false), new Decision(1, 7, 40, 1, 3, true));
        ScoresCsv.write(file, NAMES, List.of(new Row(3, image)));
        assertEquals(HEADER + "\n3,tile/test/crack/000.png,tile,crack,true,zipper,"
                + "0.5,0.25,0.125,2.0,normal,7.0,40.0,1.0,3.0,anomalous\n", Files.readString(file));
    }

    @Test
    void readsBackWhatItWroteWhateverThePath() {
        Decision extreme = new Decision(0, 1e300, Double.POSITIVE_INFINITY, 1, Math.PI, true);
        List<Row> rows = List.of(
                new Row(0, new ScoredImage("a, \"b\"\nc/é 日本.png", 0, "bent, broken", true, extreme, extreme)),
                new Row(0, Samples.drawn(5, 2, 1).get(1)));
        ScoresCsv.write(file, NAMES, rows);
        assertEquals(rows, ScoresCsv.read(file, NAMES));
    }

    @Test
    void appendingReplacesWhatAnInterruptedRunLeft() {
        List<ScoredImage> first = Samples.drawn(1, 1, 3);
        List<ScoredImage> second = Samples.drawn(2, 2, 3);
        ScoresCsv.append(file, 0, NAMES, first);
        ScoresCsv.append(file, 1, NAMES, Samples.drawn(7, 2, 5));
        ScoresCsv.append(file, 2, NAMES, Samples.drawn(8, 2, 5));

        ScoresCsv.append(file, 1, NAMES, second);

        List<Row> rows = ScoresCsv.read(file, NAMES);
        assertEquals(first, rows.stream().filter(row -> row.experience() == 0).map(Row::image).toList());
        assertEquals(second, rows.stream().filter(row -> row.experience() == 1).map(Row::image).toList());
        assertEquals(first.size() + second.size(), rows.size());
    }

    @Test
    void damageIsNamedWithFileAndLine() throws IOException {
        ScoresCsv.append(file, 0, NAMES, Samples.drawn(1, 1, 3));
        String good = Files.readString(file);

        assertDamaged(good.substring(0, good.length() - 20), "near line 4");
        assertDamaged(good.replaceFirst("zipper", "cable"), "unknown class cable");
        assertDamaged(good.replaceFirst("(?m)^0,", "zero,"), "near line 2");
        assertDamaged(good.replaceFirst("log_survival", "score"), "its columns are");
        assertDamaged(good.replace("normal", "fine").replace("anomalous\n", "fine\n"), "fine");
        assertDamaged("", "its columns are");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThrows(UserException.class, () -> ScoresCsv.read(file, NAMES));
        Files.delete(file);
        assertThrows(UserException.class, () -> ScoresCsv.read(file, NAMES));
    }

    @Test
    void aFolderThatIsNotThereIsTheUsersToMake() {
        UserException error = assertThrows(UserException.class,
                () -> ScoresCsv.append(folder.resolve("gone/scores.csv"), 0, NAMES, List.of()));
        assertTrue(error.getMessage().contains("scores.csv"), error.getMessage());
    }

    private void assertDamaged(String text, String reason) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
        UserException error = assertThrows(UserException.class, () -> ScoresCsv.read(file, NAMES));
        assertTrue(error.getMessage().contains("scores.csv") && error.getMessage().contains(reason),
                error.getMessage());
    }
}

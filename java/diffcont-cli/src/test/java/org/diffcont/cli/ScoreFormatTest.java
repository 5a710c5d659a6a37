package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffcont.detect.Decision;
import org.diffcont.image.ImageInput;
import org.diffcont.operation.ImageScore;
import org.diffcont.operation.Verdict;
import org.junit.jupiter.api.Test;

class ScoreFormatTest {
    private static final List<ImageScore> SCORES = List.of(
            scored("a, b.png", "gear", Verdict.NORMAL, null, new Decision(0, 2.5, 0.5, 0.39, 3, false)),
            scored("c.png", "nut", Verdict.ANOMALOUS, "above the threshold",
                    new Decision(1, 9, Double.POSITIVE_INFINITY, 1, 3, true), "another size", "3 pages"),
            new ImageScore.Unreadable(new ImageInput.File(Path.of("bad.png")), "it is empty"),
            scored("d.png", "nut", Verdict.UNKNOWN, "no learned product", new Decision(1, 2, 0.1, 0.1, 3, false)));

    private static ImageScore scored(String path, String className, Verdict verdict, String reason, Decision decision,
            String... warnings) {
        return new ImageScore.Scored(new ImageInput.File(Path.of(path)), className, verdict != Verdict.UNKNOWN,
                decision, verdict, Optional.ofNullable(reason), List.of(warnings), Optional.empty());
    }

    private static String write(ScoreFormat format, boolean begun) {
        StringWriter text = new StringWriter();
        try (ScoreWriter writer = format.open(new PrintWriter(text), begun)) {
            SCORES.forEach(score -> writer.write(score, null));
        }
        return text.toString();
    }

    @Test
    void jsonHasNumbersOnlyEvenForAnInfiniteLogSurvival() throws IOException {
        JsonNode rows = new ObjectMapper().readTree(write(ScoreFormat.JSON, false));
        assertEquals(4, rows.size());
        assertEquals("a, b.png", rows.get(0).get("path").asText());
        assertEquals(0.5, rows.get(0).get("log_survival").asDouble());
        assertFalse(rows.get(0).has("reason"));
        assertTrue(rows.get(1).get("log_survival").isNumber());
        assertEquals(Double.MAX_VALUE, rows.get(1).get("log_survival").asDouble());
        assertEquals("anomalous", rows.get(1).get("decision").asText());
        assertEquals("it is empty", rows.get(2).get("reason").asText());
    }

    @Test
    void jsonLinesAreOneObjectALineWithWhatThereIs() {
        assertEquals("""
                {"path":"a, b.png","class":"gear","distance":2.5,"log_survival":0.5,"outlier_probability":0.39,\
                "threshold":3.0,"decision":"normal","known_product":true}
                {"path":"c.png","class":"nut","distance":9.0,"log_survival":1.7976931348623157E308,\
                "outlier_probability":1.0,"threshold":3.0,"decision":"anomalous","known_product":true,\
                "reason":"above the threshold","warnings":["another size","3 pages"]}
                {"path":"bad.png","decision":"rejected","reason":"it is empty"}
                {"path":"d.png","class":"nut","distance":2.0,"log_survival":0.1,"outlier_probability":0.1,\
                "threshold":3.0,"decision":"unknown","known_product":false,"reason":"no learned product"}
                """, write(ScoreFormat.JSONL, false));
    }

    @Test
    void eachLineOfAStreamIsThereAsSoonAsItIsWritten() {
        for (ScoreFormat format : List.of(ScoreFormat.CSV, ScoreFormat.JSONL)) {
            StringWriter text = new StringWriter();
            ScoreWriter writer = format.open(new PrintWriter(text), true);
            for (int i = 0; i < SCORES.size(); i++) {
                writer.write(SCORES.get(i), null);
                assertEquals(i + 1, text.toString().lines().count());
            }
        }
    }

    @Test
    void aHeatMapIsNamedBesideItsImage() throws IOException {
        StringWriter text = new StringWriter();
        ScoreFormat.JSONL.open(new PrintWriter(text), false).write(SCORES.getFirst(), Path.of("maps/a.png"));
        assertEquals("maps/a.png", new ObjectMapper().readTree(text.toString()).get("heat_map").asText());
    }

    @Test
    void csvQuotesWhatHoldsACommaAndHasItsHeadOnce() {
        String rows = """
                "a, b.png",gear,2.5,0.5,0.39,3.0,normal,true,,
                c.png,nut,9.0,1.7976931348623157E308,1.0,3.0,anomalous,true,above the threshold,another size; 3 pages
                bad.png,,,,,,rejected,,it is empty,
                d.png,nut,2.0,0.1,0.1,3.0,unknown,false,no learned product,
                """;
        assertEquals("path,class,distance,log_survival,outlier_probability,threshold,decision,known_product,reason,warnings\n" + rows,
                write(ScoreFormat.CSV, false));
        assertEquals(rows, write(ScoreFormat.CSV, true));
    }

    @Test
    void tableHasALineAnImage() {
        List<String> lines = write(ScoreFormat.TABLE, false).lines().toList();
        assertEquals(6, lines.size());
        assertTrue(lines.get(2).matches("a, b\\.png +gear +2\\.500 +0\\.500 +0\\.390 +3\\.000 +normal"),
                lines.get(2));
        assertTrue(lines.get(4).matches("bad\\.png +– .*rejected +it is empty"), lines.get(4));
    }
}

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
import org.junit.jupiter.api.Test;

class ScoreFormatTest {
    private static final List<ImageScore> SCORES = List.of(
            scored("a, b.png", "gear", false, new Decision(0, 2.5, 0.5, 0.39, 3, false)),
            scored("c.png", "nut", false, new Decision(1, 9, Double.POSITIVE_INFINITY, 1, 3, true)),
            new ImageScore.Unreadable(new ImageInput.File(Path.of("bad.png")), "it is empty"),
            scored("d.png", "nut", true, new Decision(1, 2, 0.1, 0.1, 3, false)));

    private static ImageScore scored(String path, String className, boolean unknown, Decision decision) {
        return new ImageScore.Scored(new ImageInput.File(Path.of(path)), className, unknown, decision,
                Optional.empty());
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
        assertFalse(rows.get(0).has("error"));
        assertTrue(rows.get(1).get("log_survival").isNumber());
        assertEquals(Double.MAX_VALUE, rows.get(1).get("log_survival").asDouble());
        assertEquals("anomalous", rows.get(1).get("decision").asText());
        assertEquals("it is empty", rows.get(2).get("error").asText());
    }

    @Test
    void jsonLinesAreOneObjectALineWithWhatThereIs() {
        assertEquals("""
                {"path":"a, b.png","class":"gear","distance":2.5,"log_survival":0.5,"outlier_probability":0.39,\
                "threshold":3.0,"decision":"normal","known_product":true}
                {"path":"c.png","class":"nut","distance":9.0,"log_survival":1.7976931348623157E308,\
                "outlier_probability":1.0,"threshold":3.0,"decision":"anomalous","known_product":true}
                {"path":"bad.png","decision":"error","error":"it is empty"}
                {"path":"d.png","class":"nut","distance":2.0,"log_survival":0.1,"outlier_probability":0.1,\
                "threshold":3.0,"decision":"normal","known_product":false}
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
                "a, b.png",gear,2.5,0.5,0.39,3.0,normal,true,
                c.png,nut,9.0,1.7976931348623157E308,1.0,3.0,anomalous,true,
                bad.png,,,,,,error,,it is empty
                d.png,nut,2.0,0.1,0.1,3.0,normal,false,
                """;
        assertEquals("path,class,distance,log_survival,outlier_probability,threshold,decision,known_product,error\n" + rows,
                write(ScoreFormat.CSV, false));
        assertEquals(rows, write(ScoreFormat.CSV, true));
    }

    @Test
    void tableHasALineAnImage() {
        List<String> lines = write(ScoreFormat.TABLE, false).lines().toList();
        assertEquals(6, lines.size());
        assertTrue(lines.get(2).matches("a, b\\.png +gear +2\\.500 +0\\.500 +0\\.390 +3\\.000 +normal"),
                lines.get(2));
        assertTrue(lines.get(4).matches("bad\\.png +– .*error"), lines.get(4));
    }
}

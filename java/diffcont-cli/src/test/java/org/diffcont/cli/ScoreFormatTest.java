package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.diffcont.evaluate.Decision;
import org.diffcont.run.Scoring.ScoredFile;
import org.junit.jupiter.api.Test;

class ScoreFormatTest {
    private static final List<ScoredFile> SCORES = List.of(
            new ScoredFile(Path.of("a, b.png"), "gear", false, new Decision(0, 2.5, 0.5, 0.39, 3, false)),
            new ScoredFile(Path.of("c.png"), "nut", false, new Decision(1, 9, Double.POSITIVE_INFINITY, 1, 3, true)),
            new ScoredFile(Path.of("d.png"), "nut", true, new Decision(1, 2, 0.1, 0.1, 3, false)));

    @Test
    void jsonHasNumbersOnlyEvenForAnInfiniteLogSurvival() throws IOException {
        JsonNode rows = new ObjectMapper().readTree(ScoreFormat.JSON.write(SCORES));
        assertEquals(3, rows.size());
        assertEquals("a, b.png", rows.get(0).get("path").asText());
        assertEquals(0.5, rows.get(0).get("log_survival").asDouble());
        assertTrue(rows.get(1).get("log_survival").isNumber());
        assertEquals(Double.MAX_VALUE, rows.get(1).get("log_survival").asDouble());
        assertEquals("anomalous", rows.get(1).get("decision").asText());
    }

    @Test
    void csvQuotesWhatHoldsAComma() {
        assertEquals("""
                path,class,distance,log_survival,outlier_probability,threshold,decision,known_product
                "a, b.png",gear,2.5,0.5,0.39,3.0,normal,true
                c.png,nut,9.0,1.7976931348623157E308,1.0,3.0,anomalous,true
                d.png,nut,2.0,0.1,0.1,3.0,normal,false
                """, ScoreFormat.CSV.write(SCORES));
    }

    @Test
    void tableHasALineAnImage() {
        List<String> lines = ScoreFormat.TABLE.write(SCORES).lines().toList();
        assertEquals(5, lines.size());
        assertTrue(lines.get(2).matches("a, b\\.png +gear +2\\.500 +0\\.500 +0\\.390 +3\\.000 +normal"), lines.get(2));
    }
}

package org.diffcont.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.diffcont.run.Scoring.ScoredFile;

/** How {@code diffcont score} writes its result. */
enum ScoreFormat {
    TABLE {
        @Override
        String write(List<ScoredFile> scores) {
            Table table = new Table("path", "class", "distance", "log-survival", "outlier probability", "threshold",
                    "decision");
            scores.forEach(s -> table.row(s.path(), s.unknown() ? "unknown, like " + s.className() : s.className(),
                    s.decision().distance(), s.decision().logSurvival(), s.decision().outlierProbability(),
                    s.decision().threshold(), decision(s)));
            return table.toString();
        }
    },
    JSON {
        @Override
        String write(List<ScoredFile> scores) {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (ScoredFile score : scores) {
                Map<String, Object> row = new LinkedHashMap<>();
                List<Object> values = cells(score);
                for (int i = 0; i < COLUMNS.size(); i++) {
                    row.put(COLUMNS.get(i), values.get(i));
                }
                rows.add(row);
            }
            try {
                return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(rows)
                        + System.lineSeparator();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("scores can always be written as JSON", e);
            }
        }
    },
    CSV {
        @Override
        String write(List<ScoredFile> scores) {
            StringBuilder text = new StringBuilder();
            CSVFormat format = CSVFormat.RFC4180.builder().setRecordSeparator("\n")
                    .setHeader(COLUMNS.toArray(String[]::new)).get();
            try (CSVPrinter printer = new CSVPrinter(text, format)) {
                for (ScoredFile score : scores) {
                    printer.printRecord(cells(score));
                }
            } catch (IOException e) {
                throw new IllegalStateException("writing to memory failed", e);
            }
            return text.toString();
        }
    };

    private static final List<String> COLUMNS = List.of("path", "class", "distance", "log_survival",
            "outlier_probability", "threshold", "decision", "known_product");

    /** The result as text, lines ended. */
    abstract String write(List<ScoredFile> scores);

    /** In the order of the columns. JSON knows no infinity: the largest number stands for one, and ranks as it does. */
    private static List<Object> cells(ScoredFile score) {
        return List.of(score.path().toString(), score.className(), score.decision().distance(),
                Math.min(score.decision().logSurvival(), Double.MAX_VALUE), score.decision().outlierProbability(),
                score.decision().threshold(), decision(score), !score.unknown());
    }

    private static String decision(ScoredFile score) {
        return score.decision().anomalous() ? "anomalous" : "normal";
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package org.diffcont.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.diffcont.operation.ImageScore.Scored;
import org.diffcont.operation.ImageScore.Unreadable;
import org.diffcont.operation.ImageScore;

/** How {@code diffcont score} writes its result. A file that gives no image is a line too, a rejected one. */
enum ScoreFormat {
    TABLE(false) {
        @Override
        ScoreWriter open(PrintWriter out, boolean begun) {
            Table table = new Table("path", "class", "distance", "log-survival", "outlier probability", "threshold",
                    "decision", "reason");
            return new ScoreWriter() {
                @Override
                public void write(ImageScore score, Path picture) {
                    switch (score) {
                        case Scored s -> table.row(s.path(), s.known() ? s.className()
                                : "unknown, like " + s.className(), s.decision().distance(),
                                s.decision().logSurvival(), s.decision().outlierProbability(),
                                s.decision().threshold(), s.verdict().word(), s.reason().orElse(""));
                        case Unreadable u -> table.row(u.path(), null, null, null, null, null, u.verdict().word(), u.why());
                    }
                }

                @Override
                public void close() {
                    out.print(table);
                }
            };
        }
    },
    JSON(false) {
        @Override
        ScoreWriter open(PrintWriter out, boolean begun) {
            ObjectWriter json = new ObjectMapper().writerWithDefaultPrettyPrinter();
            List<Map<String, Object>> rows = new ArrayList<>();
            return new ScoreWriter() {
                @Override
                public void write(ImageScore score, Path picture) {
                    rows.add(fields(score, picture));
                }

                @Override
                public void close() {
                    out.println(text(json, rows));
                }
            };
        }
    },
    JSONL(true) {
        @Override
        ScoreWriter open(PrintWriter out, boolean begun) {
            ObjectWriter json = new ObjectMapper().writer();
            return new ScoreWriter() {
                @Override
                public void write(ImageScore score, Path picture) {
                    out.print(text(json, fields(score, picture)) + "\n");
                    out.flush();
                }

                @Override
                public void close() {
                    out.flush();
                }
            };
        }
    },
    CSV(true) {
        @Override
        ScoreWriter open(PrintWriter out, boolean begun) {
            CSVFormat format = CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();
            CSVPrinter printer;
            try {
                printer = new CSVPrinter(out, format);
                if (!begun) {
                    printer.printRecord(COLUMNS);
                }
            } catch (IOException e) {
                throw new IllegalStateException("a print writer throws no exception", e);
            }
            return new ScoreWriter() {
                @Override
                public void write(ImageScore score, Path picture) {
                    try {
                        printer.printRecord(cells(score).stream().map(ScoreFormat::plain));
                    } catch (IOException e) {
                        throw new IllegalStateException("a print writer throws no exception", e);
                    }
                    out.flush();
                }

                @Override
                public void close() {
                    out.flush();
                }
            };
        }
    };

    static final List<String> COLUMNS = List.of("path", "class", "distance", "log_survival", "outlier_probability",
            "threshold", "decision", "known_product", "reason", "warnings");

    private final boolean streams;

    ScoreFormat(boolean streams) {
        this.streams = streams;
    }

    /** Whether each score is written at once; otherwise all of them at the end. */
    boolean streams() {
        return streams;
    }

    /**
     * Begins a result.
     *
     * @param begun  whether {@code out} holds earlier lines already
     */
    abstract ScoreWriter open(PrintWriter out, boolean begun);

    private static String text(ObjectWriter json, Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("scores can always be written as JSON", e);
        }
    }

    /** Only what there is: no numbers of an image that cannot be read, no reason of a normal one. */
    private static Map<String, Object> fields(ImageScore score, Path picture) {
        Map<String, Object> fields = new LinkedHashMap<>();
        List<Object> cells = cells(score);
        for (int i = 0; i < COLUMNS.size(); i++) {
            if (cells.get(i) != null) {
                fields.put(COLUMNS.get(i), cells.get(i));
            }
        }
        if (picture != null) {
            fields.put("heat_map", picture.toString());
        }
        return fields;
    }

    /** CSV has no lists. */
    private static Object plain(Object cell) {
        return cell instanceof List<?> list ? list.stream().map(Object::toString).collect(Collectors.joining("; "))
                : cell;
    }

    /** In the order of the columns. JSON knows no infinity: the largest number stands for one, and ranks as it does. */
    private static List<Object> cells(ImageScore score) {
        List<Object> cells = new ArrayList<>();
        switch (score) {
            case Scored s -> {
                cells.addAll(List.of(s.path().toString(), s.className(), s.decision().distance(),
                        Math.min(s.decision().logSurvival(), Double.MAX_VALUE), s.decision().outlierProbability(),
                        s.decision().threshold(), s.verdict().word(), s.known()));
                cells.add(s.reason().orElse(null));
                cells.add(s.warnings().isEmpty() ? null : s.warnings());
            }
            case Unreadable u -> {
                cells.add(u.path().toString());
                cells.addAll(Collections.nCopies(COLUMNS.indexOf("decision") - 1, null));
                cells.add(u.verdict().word());
                cells.add(null);
                cells.add(u.why());
                cells.add(null);
            }
        }
        return cells;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

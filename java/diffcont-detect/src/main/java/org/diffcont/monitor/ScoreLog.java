package org.diffcont.monitor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.diffcont.error.DataException;

/** Reads what {@code score --format csv} and {@code --format jsonl} write, line by line. */
public final class ScoreLog {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ScoreLog() {
    }

    /** How a scored image was called. */
    public enum Called { NORMAL, ANOMALOUS, UNKNOWN }

    /** A scored image. */
    public record Entry(String className, double distance, double threshold, Called called) {
    }

    /**
     * Hands on the scored images of a log in order. Lines of images that could not be read are passed over, and so is a
     * last line that is still being written.
     *
     * @throws DataException when the file cannot be read or is no such log
     */
    public static void read(Path file, Consumer<Entry> to) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            reader.mark(1);
            int first = reader.read();
            reader.reset();
            if (first == '{') {
                readJsonLines(file, reader, to);
            } else if (first >= 0) {
                readCsv(file, reader, to);
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            // An illegal argument is what the CSV reader says of a header line that is none.
            throw new DataException("cannot read the score log " + file + ": " + String.valueOf(e.getMessage()).lines()
                .findFirst().orElse("") + "; give logs that score --format csv or jsonl wrote", e);
        }
    }

    private static void readJsonLines(Path file, BufferedReader reader, Consumer<Entry> to) throws IOException {
        long number = 0;
        String line = reader.readLine();
        while (line != null) {
            number++;
            String next = reader.readLine();
            try {
                JsonNode row = JSON.readTree(line);
                hand(text(row, "class"), text(row, "distance"), text(row, "threshold"), text(row, "decision"),
                    text(row, "known_product"), to);
            } catch (JsonProcessingException | IllegalArgumentException e) {
                if (next != null) {
                    throw damaged(file, number, e);
                }
            }
            line = next;
        }
    }

    private static String text(JsonNode row, String name) {
        return row.path(name).asText();
    }

    private static void readCsv(Path file, BufferedReader reader, Consumer<Entry> to) throws IOException {
        CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        try (CSVParser parser = CSVParser.builder().setReader(reader).setFormat(format).get()) {
            Iterator<CSVRecord> rows = parser.iterator();
            while (rows.hasNext()) {
                CSVRecord row = rows.next();
                try {
                    hand(row.get("class"), row.get("distance"), row.get("threshold"), row.get("decision"),
                        row.get("known_product"), to);
                } catch (IllegalArgumentException e) {
                    if (rows.hasNext() || row.isConsistent()) {
                        throw damaged(file, row.getRecordNumber() + 1, e);
                    }
                }
            }
        }
    }

    private static void hand(String className, String distance, String threshold, String decision,
            String knownProduct, Consumer<Entry> to) {
        // Older logs have "error" for rejected, and decide on images of unknown products too.
        if (!decision.equals("rejected") && !decision.equals("error")) {
            Called called = Called.valueOf(decision.toUpperCase(Locale.ROOT));
            to.accept(new Entry(className, Double.parseDouble(distance), Double.parseDouble(threshold),
                called == Called.NORMAL && knownProduct.equals("false") ? Called.UNKNOWN : called));
        }
    }

    private static DataException damaged(Path file, long line, Exception cause) {
        return new DataException("line " + line + " of " + file + " is no score (" + cause.getMessage().lines()
            .findFirst().orElse("") + "); give logs that score --format csv or jsonl wrote", cause);
    }
}

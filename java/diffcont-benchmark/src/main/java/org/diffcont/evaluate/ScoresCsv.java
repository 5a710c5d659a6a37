package org.diffcont.evaluate;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.diffcont.detect.Decision;
import org.diffcont.error.UserException;
import org.diffcont.files.AtomicFiles;

/**
 * {@code scores.csv}: one row per image and experience. The columns from {@code predicted_class} to {@code decision}
 * are the predicted class's, those that begin with {@code true_} the true class's. Numbers are written so that they
 * read back exactly.
 */
public final class ScoresCsv {
    private static final List<String> IMAGE_COLUMNS =
            List.of("experience", "path", "class", "defect", "anomalous", "predicted_class");
    private static final List<String> DECISION_COLUMNS =
            List.of("distance", "log_survival", "outlier_probability", "threshold", "decision");
    private static final String TRUE_PREFIX = "true_";
    private static final String[] COLUMNS = Stream.of(IMAGE_COLUMNS.stream(), DECISION_COLUMNS.stream(),
            DECISION_COLUMNS.stream().map(TRUE_PREFIX::concat)).flatMap(s -> s).toArray(String[]::new);
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator("\n").setHeader(COLUMNS).get();

    /** One row. */
    public record Row(int experience, ScoredImage image) {
    }

    private ScoresCsv() {
    }

    /**
     * Adds an experience's rows. Rows of this or a later experience, which an interrupted run may have left, are
     * dropped. The file is replaced whole.
     *
     * @param file       the file; made when missing
     * @param classNames names of all classes, by class index
     * @throws UserException the file cannot be read or written
     */
    public static void append(Path file, int experience, List<String> classNames, List<ScoredImage> images) {
        List<Row> rows = new ArrayList<>();
        if (Files.exists(file)) {
            read(file, classNames).stream().filter(row -> row.experience() < experience).forEach(rows::add);
        }
        images.forEach(image -> rows.add(new Row(experience, image)));
        write(file, classNames, rows);
    }

    /**
     * Writes all rows, replacing the file whole.
     *
     * @throws UserException the file cannot be written
     */
    public static void write(Path file, List<String> classNames, List<Row> rows) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, FORMAT)) {
            for (Row row : rows) {
                ScoredImage image = row.image();
                List<Object> values = new ArrayList<>(List.of(row.experience(), image.path(),
                        classNames.get(image.trueClass()), image.defectType(), image.anomalous(),
                        classNames.get(image.predicted().classIndex())));
                values.addAll(values(image.predicted()));
                values.addAll(values(image.truth()));
                printer.printRecord(values);
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        AtomicFiles.write(file, text.toString());
    }

    /**
     * Reads all rows.
     *
     * @throws UserException the file is missing, damaged, or names a class that {@code classNames} lacks
     */
    public static List<Row> read(Path file, List<String> classNames) {
        return read(file, classNames, experience -> true);
    }

    /**
     * Reads the rows of one experience; the others' classes may be unknown.
     *
     * @throws UserException as {@link #read(Path, List)}
     */
    public static List<Row> read(Path file, List<String> classNames, int experience) {
        return read(file, classNames, other -> other == experience);
    }

    private static List<Row> read(Path file, List<String> classNames, IntPredicate experiences) {
        CSVFormat format = FORMAT.builder().setHeader().setSkipHeaderRecord(true).get();
        List<Row> rows = new ArrayList<>();
        long line = 1;
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
             CSVParser parser = CSVParser.builder().setReader(reader).setFormat(format).get()) {
            if (!parser.getHeaderNames().equals(List.of(COLUMNS))) {
                throw new IllegalArgumentException("its columns are " + parser.getHeaderNames());
            }
            for (CSVRecord record : parser) {
                line = parser.getCurrentLineNumber();
                if (experiences.test(experience(record))) {
                    rows.add(row(record, classNames));
                }
            }
            return rows;
        } catch (IOException | IllegalArgumentException | UncheckedIOException e) {
            throw new UserException(file + " cannot be read as scores, near line " + line + " (" + e.getMessage()
                    + "). It is missing, damaged or of another version; start the run anew.", e);
        }
    }

    private static List<Object> values(Decision decision) {
        return List.of(decision.distance(), decision.logSurvival(), decision.outlierProbability(),
                decision.threshold(), decision.word());
    }

    private static int experience(CSVRecord record) {
        if (!record.isConsistent()) {
            throw new IllegalArgumentException("a row has " + record.size() + " columns");
        }
        return Integer.parseInt(record.get("experience"));
    }

    private static Row row(CSVRecord record, List<String> classNames) {
        int trueClass = classIndex(record.get("class"), classNames);
        // Throws where the text cannot be a path.
        Path.of(record.get("path"));
        ScoredImage image = new ScoredImage(record.get("path"), trueClass, record.get("defect"),
                oneOf(record.get("anomalous"), "true", "false"),
                decision(record, "", classIndex(record.get("predicted_class"), classNames)),
                decision(record, TRUE_PREFIX, trueClass));
        return new Row(experience(record), image);
    }

    private static Decision decision(CSVRecord record, String prefix, int classIndex) {
        return new Decision(classIndex, number(record, prefix + "distance"), number(record, prefix + "log_survival"),
                number(record, prefix + "outlier_probability"), number(record, prefix + "threshold"),
                oneOf(record.get(prefix + "decision"), Decision.ANOMALOUS, Decision.NORMAL));
    }

    private static double number(CSVRecord record, String column) {
        return Double.parseDouble(record.get(column));
    }

    private static int classIndex(String name, List<String> classNames) {
        int index = classNames.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("unknown class " + name);
        }
        return index;
    }

    private static boolean oneOf(String value, String yes, String no) {
        if (!value.equals(yes) && !value.equals(no)) {
            throw new IllegalArgumentException("neither " + yes + " nor " + no + ": " + value);
        }
        return value.equals(yes);
    }
}

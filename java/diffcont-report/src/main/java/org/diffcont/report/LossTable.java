package org.diffcont.report;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * losses.csv: one row for each training step of the run, counted through.
 *
 * @param terms       names of the loss terms
 * @param experiences each step's experience
 * @param steps       each step's terms, in the order of {@code terms}
 */
record LossTable(List<String> terms, List<Integer> experiences, List<double[]> steps) {
    private static final String EXPERIENCE = "experience";
    private static final String STEP = "step";

    static LossTable read(Path file) {
        List<Integer> experiences = new ArrayList<>();
        List<double[]> steps = new ArrayList<>();
        if (!Files.exists(file)) {
            return new LossTable(List.of(), experiences, steps);
        }
        CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        try (Reader reader = Files.newBufferedReader(file);
                CSVParser parser = CSVParser.builder().setReader(reader).setFormat(format).get()) {
            if (!parser.getHeaderNames().containsAll(List.of(EXPERIENCE, STEP))) {
                throw new IllegalArgumentException("its columns are " + parser.getHeaderNames());
            }
            List<String> terms = parser.getHeaderNames().stream()
                .filter(name -> !name.equals(EXPERIENCE) && !name.equals(STEP)).toList();
            for (CSVRecord row : parser) {
                experiences.add(Integer.parseInt(row.get(EXPERIENCE)));
                steps.add(terms.stream().mapToDouble(term -> Double.parseDouble(row.get(term))).toArray());
            }
            return new LossTable(terms, experiences, steps);
        } catch (IOException | IllegalArgumentException | UncheckedIOException e) {
            throw RunData.unreadable(file, String.valueOf(e.getMessage()), e);
        }
    }
}

package org.diffcont.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.diffcont.grid.GridTable;
import org.diffcont.grid.RunResult;

/** What one run or several have shown, for people: a page that opens offline, and the headline figures as tables. */
public final class Report {
    private static final TemplateEngine TEMPLATES = TemplateEngine.createPrecompiled(null, ContentType.Html,
        Report.class.getClassLoader(), Report.class.getPackageName());

    private final List<RunData> runs;
    private final GridView grid;

    private Report(List<RunData> runs, GridView grid) {
        this.runs = List.copyOf(runs);
        this.grid = grid;
    }

    /**
     * Reads the runs.
     *
     * @param folders one run folder, or several to compare; the first is the one the others are held against
     * @throws org.diffcont.error.UserException when there is no run in one of them, or a file in it is damaged
     */
    public static Report of(List<Path> folders) {
        if (folders.isEmpty()) {
            throw new IllegalArgumentException("a report needs a run");
        }
        return new Report(folders.stream().map(RunData::read).toList(), null);
    }

    /**
     * Reads the first finished run of each point of a grid; the page has the grid's table over all runs too.
     *
     * @throws IllegalArgumentException when fewer than two points have a finished run
     * @throws org.diffcont.error.UserException as {@link #of(List)}
     */
    public static Report of(GridTable table) {
        List<Path> folders = table.rows().stream().flatMap(row -> table.results().stream().filter(result ->
            result.run().point().equals(row.point()) && result.evaluation().isPresent()).limit(1))
            .map(RunResult::folder).toList();
        if (folders.size() < 2) {
            throw new IllegalArgumentException("a grid is compared from two points on");
        }
        return new Report(folders.stream().map(RunData::read).toList(), GridView.of(table));
    }

    /** The page: one HTML file that refers to nothing outside of itself. */
    public String html() {
        StringOutput page = new StringOutput();
        Page frame = new Page(resource("report.css"), resource("report.js"),
            resource("echarts/echarts.common.min.js"));
        if (runs.size() == 1) {
            TEMPLATES.render("run.jte", Map.of("view", RunView.of(runs.getFirst()), "frame", frame), page);
        } else {
            TEMPLATES.render("comparison.jte", Map.of("view", Comparison.of(runs, Optional.ofNullable(grid)), "frame",
                frame), page);
        }
        return page.toString();
    }

    /** The headline table as CSV: a row a run, and for each the row of "everything anomalous". */
    public String csv() {
        return HeadlineFiles.csv(runs, Comparison.names(runs));
    }

    /** The headline table in LaTeX. */
    public String latex() {
        return HeadlineFiles.latex(runs, Comparison.names(runs));
    }

    /** What every page carries with it: its style, its script and the chart library. */
    record Page(String style, String script, String library) {
    }

    private static String resource(String name) {
        try (InputStream in = Report.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

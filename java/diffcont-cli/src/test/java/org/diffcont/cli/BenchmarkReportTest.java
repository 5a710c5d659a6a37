package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffcont.detect.Decision;
import org.diffcont.evaluate.BootstrapSettings;
import org.diffcont.evaluate.Evaluator;
import org.diffcont.evaluate.ExperienceEvaluation;
import org.diffcont.evaluate.PixelEvaluation;
import org.diffcont.evaluate.PixelMetrics;
import org.diffcont.evaluate.RunEvaluation;
import org.diffcont.evaluate.ScoredImage;
import org.junit.jupiter.api.Test;

class BenchmarkReportTest {
    private static final int COLUMNS = 100;

    /** Four images: scores .1 and .3 normal, .2 and .4 anomalous, threshold .25. */
    private static List<ScoredImage> images(int classIndex, int routedTo) {
        List<ScoredImage> images = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            images.add(new ScoredImage("image" + i, classIndex, i % 2 == 0 ? "crack" : "good", i % 2 == 0,
                    decision(routedTo, i), decision(classIndex, i)));
        }
        return images;
    }

    private static Decision decision(int classIndex, int i) {
        return new Decision(classIndex, 0.1 * i, i, 0.1 * i, 0.25, i > 2);
    }

    private static ExperienceEvaluation evaluation(String... classes) {
        List<ScoredImage> images = new ArrayList<>();
        for (int c = 0; c < classes.length; c++) {
            images.addAll(images(c, 0));
        }
        return new Evaluator(new BootstrapSettings(10, 0.95, 0)).evaluate(0, List.of(classes), List.of(classes), 12.34,
                images);
    }

    @Test
    void lineHasTheFiguresOfTheExperienceUnderItsHeads() {
        String line = BenchmarkReport.line(evaluation("gear"), 15);
        assertEquals(List.of("1/15", "gear", "0.750", "0.750", "0.750", "0.750", "0.833", "(0.500)", "0.500", "0.500",
                "1.000", "12.3"), List.of(line.strip().split(" +")));
        for (String head : BenchmarkReport.header()) {
            assertTrue(head.length() <= COLUMNS, head);
        }
        assertEquals(BenchmarkReport.header().getLast().length(), line.length());
    }

    @Test
    void longNamesAndManyClassesAreShortened() {
        String line = BenchmarkReport.line(evaluation("a_very_long_category_name", "gear", "nut"), 9);
        assertTrue(line.contains("  a_very_long_… +2  "), line);
        assertEquals(BenchmarkReport.header().getLast().length(), line.length());
    }

    @Test
    void summaryHasTheTrivialRowAndFitsATerminal() {
        String text = BenchmarkReport.summary(RunEvaluation.of(List.of(evaluation("gear", "nut"))), Optional.empty(),
                "demo");
        assertTrue(text.contains("After experience 1, 2 classes: 8 test images, 4 of them anomalous"), text);
        assertTrue(text.lines().anyMatch(line -> line.matches("DiffCont \\(demo\\) +0\\.750 .*")), text);
        assertTrue(text.lines().anyMatch(line -> line.matches(
                "everything anomalous +0\\.500 +0\\.500 \\(0\\.500\\) +0\\.500 +0\\.667 +0\\.500 +1\\.000 +1\\.000")),
                text);
        assertTrue(text.lines().anyMatch(line -> line.matches("nut +0\\.750 +0\\.750 +1 of 2 +1 of 2 +0 of 4")), text);
        assertTrue(text.lines().anyMatch(line -> line.matches("forgetting, AUROC +– +– .*")), text);
        text.lines().forEach(line -> assertTrue(line.length() <= COLUMNS, line));
        assertFalse(text.contains("AUPRO"), text);
    }

    @Test
    void pixelMetricsHaveATableOfTheirOwnWhereThereAreMasks() {
        PixelEvaluation pixels = PixelEvaluation.of(Map.of("nut", new PixelMetrics(0.75, 1e-5, 0.5, 4, 3)));
        String text = BenchmarkReport.summary(RunEvaluation.of(List.of(evaluation("gear", "nut"))),
                Optional.of(pixels), "demo");
        assertTrue(text.lines().anyMatch(line -> line.matches("nut +0\\.750 +0\\.500 +4 +3")), text);
        assertTrue(text.lines().anyMatch(line -> line.matches("macro +0\\.750 +0\\.500 +4 +3")), text);
    }
}

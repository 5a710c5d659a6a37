package org.diffcont.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void benchmarkWritesTheReportAndTheCommandRebuildsTheSame() throws IOException {
        Path run = Demo.copy(Demo.run());
        Path report = run.resolve("report.html");
        assertTrue(Demo.report().out().contains("Report: " + Demo.run().resolve("report.html")), Demo.report().out());
        Path rebuilt = Demo.fresh("report.html");
        Launcher.Result result = Launcher.run("report", Demo.run(), "--output", rebuilt).isOk();
        assertTrue(result.err().contains(rebuilt.toString()), result.err());
        assertEquals(Files.readString(report), Files.readString(rebuilt));
        Files.delete(report);
        Launcher.run("report", run).isOk();
        assertTrue(Files.readString(report).contains("data:image/jpeg;base64,"), "test images are in the page");
        assertTrue(Files.size(report) < 10_000_000);
    }

    @Test
    void severalRunsGiveAComparisonWithTables() throws IOException {
        Path other = Demo.fresh("partial");
        Launcher.run("benchmark", "--data", Demo.data(), "--config", Demo.config(), "--out", other, "--seed", 1,
            "--experiences", 2).isOk();
        assertTrue(Files.readString(other.resolve("report.html")).contains("learned 2 of 3 classes"),
            "a stopped run has a report that says so");
        Path page = Demo.fresh("comparison.html");
        Path csv = Demo.fresh("headline.csv");
        Path latex = Demo.fresh("headline.tex");
        Launcher.run("report", Demo.run(), other, "--output", page, "--csv", csv, "--latex", latex).isOk();
        String html = Files.readString(page);
        assertTrue(html.contains("2 runs compared") && html.contains(other.getFileName() + " has learned 2 of its 3"));
        assertFalse(html.replaceAll("(?s)<script.*?</script>", "").contains("NaN"), "undefined figures are dashes");
        assertEquals(5, Files.readAllLines(csv).size(), "two runs, each with its trivial row");
        assertTrue(Files.readString(latex).contains("\\begin{tabular}"));
    }

    @Test
    void aDamagedRunIsNamedWithWhatToDo() throws IOException {
        Path run = Demo.copy(Demo.run());
        Files.writeString(run.resolve("metrics.json"), "{");
        Launcher.run("report", run).failsWith(5, run.resolve("metrics.json").toString());
        for (String missing : List.of("metrics.json", "config.yaml")) {
            Files.delete(run.resolve(missing));
            Launcher.run("report", run).failsWith(5, run.resolve(missing) + " is missing");
        }
    }
}

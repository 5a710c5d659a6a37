package org.diffcont.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.diffcont.benchmark.RunFolder;
import org.diffcont.config.Settings;
import org.diffcont.error.UserException;
import org.diffcont.evaluate.DataUse;
import org.diffcont.evaluate.MetricsJson;
import org.diffcont.evaluate.PixelEvaluation;
import org.diffcont.evaluate.PixelMetrics;
import org.diffcont.evaluate.RunCosts;
import org.diffcont.evaluate.RunEvaluation;
import org.diffcont.evaluate.SamePictures;
import org.diffcont.grid.Figure;
import org.diffcont.grid.Grid;
import org.diffcont.grid.GridAxis;
import org.diffcont.grid.GridRun;
import org.diffcont.grid.GridTable;
import org.diffcont.grid.RunResult;
import org.diffcont.grid.Spread;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
    private static final String HOSTILE = "</script><script>alert('x')</script><img src=x onerror=alert(1)>&\"'";

    @TempDir
    Path folder;

    private static Document page(Path... runs) {
        return Jsoup.parse(Report.of(List.of(runs)).html());
    }

    private Path run(String name, String... classes) throws IOException {
        return new RunFixture(folder.resolve(name), classes).write();
    }

    private static List<String> cells(Element row) {
        return row.select("th, td").eachText();
    }

    @Test
    void headlineShowsTheFiguresOfTheRunWithTheTrivialOnesBeside() throws IOException {
        Path run = run("run", "gear", "bolt", "nut");
        RunEvaluation expected = MetricsJson.read(run.resolve("metrics.json"));
        Document page = page(run);
        Element auroc = page.select("table.headline tbody tr").first();
        assertEquals("Macro AUROC higher is better", auroc.selectFirst("th").text());
        assertEquals(String.format(Locale.ROOT, "%.3f %.3f to %.3f", expected.last().macro().predicted().auroc(),
            expected.last().intervals().macro().predicted().auroc().low(),
            expected.last().intervals().macro().predicted().auroc().high()), auroc.select("td").get(0).text());
        assertEquals("0.500", auroc.select("td").get(1).text());
        Element f1 = page.select("table.headline tbody tr").get(3);
        assertTrue(f1.text().startsWith("F1"), f1.text());
        assertEquals("0.750", f1.select("td").get(1).text(), "36 of 60 are anomalous: 2·.6/1.6");
        assertTrue(page.selectFirst(".lead").text().contains("3 product classes"), page.selectFirst(".lead").text());
        assertTrue(page.select(".notice").isEmpty(), "a complete run needs no notice");
    }

    @Test
    void aRunThatHasLearnedSomeClassesOnlySaysSo() throws IOException {
        Document page = page(new RunFixture(folder.resolve("run"), "gear").planned(4).write());
        assertTrue(page.selectFirst(".notice").text().contains("1 of 4 classes"), page.selectFirst(".notice").text());
        assertTrue(page.selectFirst("table.headline").text().contains("– needs a second experience"));
    }

    @Test
    void foreignNamesStayTextEverywhere() throws IOException {
        Path run = run(HOSTILE.replace("/", "|"), "gear", HOSTILE);
        Path other = run("other", "gear", HOSTILE);
        for (Document page : List.of(page(run), page(run, other))) {
            assertEquals(0, page.select("img[src=x], [onerror]").size());
            long scripts = page.select("script").stream().filter(s -> !s.attr("type").equals("application/json"))
                .count();
            assertEquals(2, scripts, "the chart library and the page's own script");
            assertTrue(page.select("th").eachText().contains(HOSTILE.strip()), "the name itself is shown");
            for (Element data : page.select("script[type=application/json]")) {
                assertTrue(RunFixture.JSON.readTree(data.data()).has("series"), data.data());
            }
        }
    }

    @Test
    void thePageAsksForNothingOutsideOfItself() throws IOException {
        Path run = run("run", "gear", "bolt");
        RunFixture.picture(folder.resolve("data/class0/test/good/0.png"), 32);
        RunFixture.picture(run.resolve("replay/experience-01.png"), 32);
        for (Document page : List.of(page(run), page(run, run))) {
            assertEquals("default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
                page.selectFirst("meta[http-equiv=Content-Security-Policy]").attr("content"));
            assertTrue(page.select("link, iframe, object, embed, form, base, script[src]").isEmpty());
            page.select("[src]").forEach(e -> assertTrue(e.attr("src").startsWith("data:image/"), e.outerHtml()));
            page.select("[href]").forEach(e -> assertTrue(e.attr("href").startsWith("#"), e.outerHtml()));
            String style = page.selectFirst("style").data();
            assertFalse(style.contains("url(") || style.contains("@import"), "style sheet");
        }
    }

    @Test
    void thePageCanBeUsedWithoutSeeingIt() throws IOException {
        Path run = run("run", "gear", "bolt");
        RunFixture.picture(run.resolve("replay/experience-01.png"), 32);
        for (Document page : List.of(page(run), page(run, run("other", "gear", "bolt")))) {
            assertEquals("en", page.selectFirst("html").attr("lang"));
            for (String landmark : List.of("header", "nav[aria-label]", "main", "footer", "h1", "title")) {
                assertEquals(1, page.select(landmark).size(), landmark);
            }
            int level = 1;
            for (Element heading : page.select("h1, h2, h3, h4")) {
                int next = heading.tagName().charAt(1) - '0';
                assertTrue(next <= level + 1, heading.outerHtml());
                level = next;
            }
            for (Element table : page.select("table")) {
                assertFalse(table.select("caption").text().isBlank(), table.outerHtml());
                assertFalse(table.select("thead th").isEmpty(), table.outerHtml());
                table.select("th").forEach(th -> assertTrue(th.hasAttr("scope"), th.outerHtml()));
                assertTrue(table.parent().hasAttr("tabindex"), "a wide table scrolls by keyboard");
                int columns = table.select("thead th").size();
                table.select("tbody tr").forEach(tr -> assertEquals(columns, tr.select("th, td").size(), tr::text));
            }
            page.select("img").forEach(img -> assertFalse(img.attr("alt").isBlank(), img.outerHtml()));
            for (Element plot : page.select(".plot")) {
                assertEquals("img", plot.attr("role"));
                assertTrue(plot.attr("aria-label").length() > 20, plot.outerHtml());
                assertEquals(1, plot.parent().select("table").size(), "the figures as a table");
                assertEquals(1, page.select("#" + plot.attr("data-chart")).size(), "one chart an id");
            }
            for (Element link : page.select("a[href]")) {
                assertEquals(1, page.select(link.attr("href")).size(), link.outerHtml());
            }
            assertEquals(page.select("[id]").size(), page.select("[id]").eachAttr("id").stream().distinct().count());
        }
    }

    @Test
    void anUndefinedFigureIsADashWithItsReason() throws IOException {
        Document page = page(new RunFixture(folder.resolve("run"), "gear", "bolt").normals(0).write());
        String headline = page.selectFirst("table.headline").text();
        assertTrue(headline.contains("– needs normal and anomalous test images"), headline);
        assertTrue(headline.contains("– no normal test images"), headline);
        assertEquals("–", page.selectFirst("table.heat tbody td").text());
        assertEquals("", page.select("table.heat tbody tr").first().select("td").get(1).text(), "not yet arrived");
        assertFalse(page.text().contains("NaN"), page.text());
    }

    @Test
    void theHeatMapMarksWhatIsWorseThanGuessingInWordsOrSigns() throws IOException {
        Document page = page(new RunFixture(folder.resolve("run"), "gear", "bolt").shift(-6).write());
        Element cell = page.selectFirst("table.heat tbody td");
        assertTrue(cell.hasClass("below"));
        assertTrue(cell.text().startsWith("▼0."), cell.text());
    }

    @Test
    void everyClassHasItsRowItsChartsAndItsFacts() throws IOException {
        Document page = page(run("run", "gear", "bolt"));
        Element row = page.select("table.sortable tbody tr").get(1);
        assertEquals("bolt", row.selectFirst("th").text());
        Element details = page.getElementById("class-2");
        assertEquals(2, details.select(".plot").size(), "histogram and Q–Q plot");
        assertTrue(details.selectFirst("dl").text().contains("10 largest of 40 distances"), details.text());
        assertTrue(details.selectFirst("dl").text().contains("50 training, 8 normal test, 12 anomalous test"));
        assertFalse(details.text().contains("Readings"), "none were chosen");
    }

    @Test
    void readingsThatWereChosenAreListed() throws IOException {
        Path run = run("run", "gear", "bolt");
        Path learning = run.resolve("learning.json");
        Files.writeString(learning, Files.readString(learning).replaceFirst("\"experience\" : 1,",
            "\"experience\" : 1, \"readings\" : {\"bolt\": [{\"reading\": \"dct/top\", "
                + "\"synthetic\": {\"auroc\": 0.875, \"found\": 0.08, "
                + "\"rate\": 0.05}, \"bytes\": 1024}, {\"reading\": \"raw<b>\", \"bytes\": 3}]},"));
        Element details = page(run).getElementById("class-2");
        Element table = details.select("table").last();
        assertEquals(List.of("reading (source / model / pooling)", "AUROC on synthetic defects",
            "found, with those before", "bytes"),
            table.select("thead th").eachText());
        assertEquals(List.of("dct/top", "0.875", "8 %", "1 kB"), cells(table.select("tbody tr").get(0)));
        assertEquals(List.of("raw<b>", "–", "–", "3 B"), cells(table.select("tbody tr").get(1)));
        assertFalse(page(run).getElementById("class-1").text().contains("Readings"));
    }

    @Test
    void aRunOfAnEarlierVersionHasNoTailsAndSaysSo() throws IOException {
        Path run = run("run", "gear");
        Path learning = run.resolve("learning.json");
        Files.writeString(learning, Files.readString(learning).replaceAll("(?s)\"tails\" : \\[.*\\]\\s*\\}",
            "\"unknown_to_us\" : 1 }"));
        Element details = page(run).getElementById("class-1");
        assertEquals(1, details.select(".plot").size());
        assertTrue(details.text().contains("holds no distances of its tail"), details.text());
        Files.delete(learning);
        Files.delete(run.resolve("losses.csv"));
        assertTrue(page(run).text().contains("its losses.csv is missing"));
    }

    @Test
    void picturesOfTestImagesComeFromTheDataFolderAndFromNowhereElse() throws IOException {
        Path run = run("run", "gear");
        Document without = page(run);
        assertTrue(without.select(".examples img").isEmpty());
        assertTrue(without.getElementById("images").parent().text().contains("data folder is not there any more"));
        assertFalse(without.select(".examples li").isEmpty(), "their figures are there all the same");
        for (int i = 0; i < 20; i++) {
            RunFixture.picture(folder.resolve("data/class0/test/" + (i < 8 ? "good" : "crack") + "/" + i + ".png"), 300);
        }
        Document with = page(run);
        assertFalse(with.select(".examples img").isEmpty());
        with.select(".examples img").forEach(img -> {
            assertTrue(img.attr("src").startsWith("data:image/jpeg;base64,"));
            assertEquals("128", img.attr("width"));
        });
        RunFixture.picture(folder.resolve("secret.png"), 32);
        Path scores = run.resolve("scores.csv");
        Files.writeString(scores, Files.readString(scores).replaceAll("class0/test/\\w+/\\d+.png", "../secret.png"));
        assertTrue(page(run).select(".examples img").isEmpty());
    }

    @Test
    void heatMapsThatTheRunHoldsStandBesideTheirImagesWithOneLegend() throws IOException {
        Path run = run("run", "gear");
        RunFolder folder = RunFolder.open(run);
        for (int i = 0; i < 20; i++) {
            String image = "class0/test/" + (i < 8 ? "good" : "crack") + "/" + i + ".png";
            RunFixture.picture(run.resolveSibling("data").resolve(image), 128);
            if (i != 19) {
                RunFixture.picture(folder.heatMap(image), 64);
            }
        }
        assertTrue(page(run).select("p.legend").isEmpty());
        RunFixture.picture(folder.heatMapLegend(), 32);
        Document page = page(run);
        assertEquals(1, page.select("p.legend img").size());
        for (Element item : page.select(".examples li")) {
            int pictures = item.text().contains("/19.png") ? 1 : 2;
            assertEquals(pictures, item.select(".pair img").size(), item::text);
        }
    }

    @Test
    void pixelMetricsAreAmongAClassesFactsAndCostsAmongTheRuns() throws IOException {
        Path run = run("run", "gear");
        assertFalse(page(run).text().contains("AUPRO"));
        Path metrics = run.resolve("metrics.json");
        MetricsJson.write(metrics, MetricsJson.read(metrics), Optional.of(PixelEvaluation.of(Map.of("gear",
            new PixelMetrics(0.875, 1e-5, 0.625, 20, 7)))), new RunCosts(123_456_789, 4.25), null, Map.of(), Map.of());
        String configuration = page(run).text();
        assertTrue(configuration.contains("peak memory bytes 123456789"), configuration);
        assertTrue(configuration.contains("milliseconds per image 4.25"), configuration);
        String text = page(run).select(".facts").text();
        assertTrue(text.contains("pixel AUROC 0.875") && text.contains("0.625, 7 defect regions"), text);
    }

    @Test
    void whatWasUsedOfTheDataIsTold() throws IOException {
        Path run = run("run", "gear");
        assertTrue(page(run).select("#data").isEmpty(), "the run does not say");
        Path metrics = run.resolve("metrics.json");
        List<SamePictures.Pair> pairs = IntStream.range(0, 53).mapToObj(i -> new SamePictures.Pair("gear/test/good/" + i
            + ".png", "gear/train/good/" + i + ".bmp", i == 0 ? SamePictures.Same.FILE : SamePictures.Same.PIXELS)).toList();
        MetricsJson.write(metrics, MetricsJson.read(metrics), Optional.empty(), RunCosts.UNKNOWN, new DataUse("BTAD", 4, 3,
            Map.of("txt", 2), 6, 5, new SamePictures(pairs, true, 1, 2, 1), List.of("2 <files> passed over")), Map.of(),
            Map.of());
        Element section = page(run).select("#data").first().parent();
        assertTrue(section.text().contains("Folders as in BTAD") && section.text().contains("5 of 6 defective test images")
            && section.text().contains("4 for training, 3 for testing")
            && section.text().contains("53, left out of the metrics"), section::text);
        assertEquals("2 <files> passed over", section.select("li").text());
        assertEquals(50, section.select("tbody tr").size());
        assertEquals("gear/test/good/0.png gear/train/good/0.bmp the file", section.select("tbody tr").first().text());
        assertTrue(section.text().contains("and 3 more"), section::text);
    }

    @Test
    void largeReplayPicturesStayWithinTheRoomThatAPageHas() throws IOException {
        Path run = run("run", "a", "b", "c", "d", "e", "f");
        for (int e = 1; e < 6; e++) {
            RunFixture.picture(run.resolve("replay/experience-0" + e + ".png"), 1300);
        }
        String html = Report.of(List.of(run)).html();
        assertTrue(html.length() < 6_000_000, html.length() + " characters");
        Document page = Jsoup.parse(html);
        assertFalse(page.select("details.replay").first().select("img").isEmpty(), "the last experience comes first");
        assertTrue(page.select("details.replay").last().select("img").isEmpty());
        assertEquals(5, page.select("details.replay table").size(), "figures of every experience");
    }

    @Test
    void theCommandToRunAgainIsSafeInAShell() throws IOException {
        String command = page(run("it's; rm -rf", "gear")).selectFirst("pre").text();
        assertTrue(command.contains("/it'\\''s; rm -rf/config.yaml' --out"), command);
        assertEquals("runs/a-b_1", ConfigurationView.quoted("runs/a-b_1"));
        assertEquals("''", ConfigurationView.quoted(""));
    }

    @Test
    void configurationShowsWhatDiffersFirst() throws IOException {
        Path run = new RunFixture(folder.resolve("run"), "gear").set("seed", "7").write();
        Element section = page(run).getElementById("configuration").parent();
        Element differences = section.select("table").first();
        assertTrue(differences.select("tbody tr").stream().anyMatch(tr -> cells(tr).equals(List.of("seed", "7", "0"))),
            differences.text());
        assertTrue(section.select("details table tbody tr").size() > differences.select("tbody tr").size());
        assertTrue(section.select("dl").text().contains("native.torch 2.10.0"), section.select("dl").text());
    }

    @Test
    void severalRunsAreComparedClassByClass() throws IOException {
        Path first = run("first", "gear", "bolt", "nut");
        Path second = new RunFixture(folder.resolve("second"), "gear", "bolt").planned(3).shift(40)
            .set("seed", "3").write();
        Document page = page(first, second);
        assertEquals(List.of("Figure", "first", "second", "“Everything anomalous”, on the images of first"),
            page.select("table.headline thead th").eachText());
        assertTrue(page.select(".notice").text().contains("second has learned 2 of its 3 classes"), page.text());
        assertEquals(List.of("gear", "bolt"), page.select("table.sortable tbody th").eachText());
        assertEquals("better", page.getElementById("classes").parent().select("table").first().select("tbody td")
            .last().text());
        assertEquals(List.of("seed", "0", "3"), cells(page.getElementById("configuration").parent()
            .selectFirst("tbody tr")));
        assertTrue(page.select(".notice").text().contains("different data sets"), "their dataset.txt differ");
        assertEquals(List.of("1: " + first, "2: " + first), Comparison.names(List.of(RunData.read(first),
            RunData.read(first))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics.json", "scores.csv", "learning.json", "losses.csv", "config.yaml", "origin.json"})
    void aDamagedFileIsNamed(String name) throws IOException {
        Path run = run("run", "gear", "bolt");
        Files.writeString(run.resolve(name), "{\"half");
        UserException e = assertThrows(UserException.class, () -> Report.of(List.of(run)));
        assertTrue(e.getMessage().contains(run.toString()), e.getMessage());
        assertTrue(e.getMessage().contains(name), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics.json", "scores.csv", "config.yaml"})
    void aMissingFileIsNamed(String name) throws IOException {
        Path run = run("run", "gear");
        Files.delete(run.resolve(name));
        UserException e = assertThrows(UserException.class, () -> Report.of(List.of(run)));
        assertTrue(e.getMessage().contains(run.resolve(name).toString()), e.getMessage());
    }

    @Test
    void scoresThatDoNotFitTheMetricsAreRefused() throws IOException {
        Path run = run("run", "gear");
        Path scores = run.resolve("scores.csv");
        List<String> lines = Files.readAllLines(scores);
        Files.write(scores, lines.subList(0, lines.size() - 3));
        UserException e = assertThrows(UserException.class, () -> Report.of(List.of(run)));
        assertTrue(e.getMessage().contains("holds 17 images") && e.getMessage().contains("counts 20"), e.getMessage());
        UserException none = assertThrows(UserException.class, () -> Report.of(List.of(folder.resolve("none"))));
        assertTrue(none.getMessage().contains("no run folder " + folder.resolve("none")), none.getMessage());
    }

    @Test
    void scoresOfAnExperienceThatWasNotEvaluatedToItsEndAreLeftOut() throws IOException {
        Path whole = run("whole", "gear", "bolt");
        Path stopped = run("stopped", "gear");
        Files.copy(whole.resolve("scores.csv"), stopped.resolve("scores.csv"),
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertEquals(List.of("gear"), page(stopped).select("table.sortable tbody th").eachText());
    }

    @Test
    void aGridsPageHasItsTableOverAllRunsBeforeTheFirstRunsOfItsPoints() throws IOException {
        Grid grid = Grid.of(List.of(GridAxis.parse("evt.tail=0.1,0.2")), Settings.profile("demo")::with,
            List.of(0L, 1L), List.of());
        List<RunResult> results = new ArrayList<>();
        for (GridRun run : grid.runs()) {
            Path path = new RunFixture(folder.resolve(run.folder()), "bottle", "cable").shift(run.seed() == 0 ? 4 : 6)
                .write();
            results.add(new RunResult(run, path, Optional.of(MetricsJson.read(path.resolve("metrics.json"))), 2_500_000,
                new RunCosts(run.seed() == 0 ? 1_300_000_000 : 1_500_000_000, 2.5), ""));
        }
        results.set(3, new RunResult(grid.runs().get(3), folder, Optional.empty(), 0, RunCosts.UNKNOWN,
            "it diverged"));
        GridTable table = GridTable.of(grid, results);
        Document page = Jsoup.parse(Report.of(table).html());
        Elements rows = page.select("section[aria-labelledby=grid] table").first().select("tbody tr");
        assertEquals(List.of("tail=0.1", "tail=0.2"), rows.select("th").eachText());
        Spread auroc = table.rows().getFirst().figures().get(Figure.MACRO_AUROC);
        assertEquals(Value.text(auroc.mean()) + " ± " + Value.text(auroc.deviation()), rows.get(0).select("td").get(1)
            .text());
        assertEquals("1 of 2", rows.get(1).select("td").get(0).text());
        List<String> costs = rows.get(0).select("td").eachText();
        assertEquals(List.of("2.5", "1.4 GB", "2.5 MB"), costs.subList(costs.size() - 3, costs.size()));
        assertTrue(page.text().contains("Macro AUROC minus that of tail=0.1"));
        Element curve = page.getElementById("compare-auroc");
        JsonNode series = new ObjectMapper().readTree(curve.data()).path("series");
        assertEquals(List.of("tail=0.1", "tail=0.2"), series.findValuesAsText("name"));
        double[] last = results.subList(0, 2).stream().mapToDouble(result -> result.evaluation().orElseThrow().last()
            .macro().predicted().auroc()).toArray();
        JsonNode band = series.path(0).path("band").path(1);
        assertNotEquals(last[0], last[1]);
        assertEquals((last[0] + last[1]) / 2, series.path(0).path("points").path(1).path(1).asDouble(), 1e-6);
        assertEquals(Math.min(last[0], last[1]), band.path(1).asDouble(), 1e-6);
        assertEquals(Math.max(last[0], last[1]), band.path(2).asDouble(), 1e-6);
        assertTrue(series.path(1).path("band").isEmpty(), "one run has no band");
        assertEquals(List.of("tail=0.1_alphabetical_seed=0", "tail=0.2_alphabetical_seed=0"),
            page.select("table.headline thead th").eachText().subList(1, 3));
        assertTrue(Jsoup.parse(Report.of(results.subList(0, 2).stream().map(RunResult::folder).toList()).html())
            .select("#grid").isEmpty());
    }

    @Test
    void storedImagesAreNotSaidToBeSamples() throws IOException {
        String stored = Report.of(List.of(new RunFixture(folder.resolve("stored"), "bottle", "cable")
            .set("strategy.name", "replay").write())).html();
        assertTrue(stored.contains("images stored of the old classes") && !stored.contains("the model draws images"));
    }

    @Test
    void csvHoldsEveryFigureExactly() throws IOException {
        Path run = run("run", "gear");
        List<List<String>> rows = Report.of(List.of(run)).csv().lines().map(line -> Arrays.asList(line.split(",", -1)))
            .toList();
        assertEquals(3, rows.size());
        RunEvaluation expected = MetricsJson.read(run.resolve("metrics.json"));
        int auroc = rows.get(0).indexOf("macro_auroc");
        assertEquals(expected.last().macro().predicted().auroc(), Double.parseDouble(rows.get(1).get(auroc)));
        assertEquals(expected.last().intervals().macro().predicted().auroc().high(),
            Double.parseDouble(rows.get(1).get(rows.get(0).indexOf("macro_auroc_high"))));
        assertEquals("", rows.get(1).get(rows.get(0).indexOf("forgetting_auroc")), "undefined after one experience");
        assertEquals("everything anomalous", rows.get(2).get(1));
        assertEquals("0.5", rows.get(2).get(auroc));
        rows.forEach(row -> assertEquals(rows.get(0).size(), row.size()));
    }

    @Test
    void latexEscapesNamesAndHasACellForEachFigure() throws IOException {
        Path run = run("a_b&c%", "gear");
        String latex = Report.of(List.of(run)).latex();
        assertTrue(latex.contains("a\\_b\\&c\\% & "), latex);
        List<String> rows = latex.lines().filter(line -> line.endsWith("\\\\")).toList();
        assertEquals(3, rows.size(), latex);
        rows.forEach(row -> assertEquals(9, row.replace("\\&", "").chars().filter(c -> c == '&').count(), row));
        assertEquals("\\textbackslash{}\\{\\}\\textasciicircum{}\\textless{}", HeadlineFiles.escaped("\\{}^<"));
    }
}

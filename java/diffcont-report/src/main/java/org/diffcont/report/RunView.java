package org.diffcont.report;

import java.util.List;
import org.diffcont.benchmark.RunFolder;
import org.diffcont.heatmap.HeatMapPicture;
import org.diffcont.strategy.StrategySettings;

/** All that the page of one run shows. */
record RunView(RunData run, Headline headline, String narrative, List<Chart> curves, MatrixView matrix,
        List<ClassView> classes, List<Chart> losses, List<ReplayView> replay, List<Examples> examples,
        ConfigurationView configuration) {

    static RunView of(RunData run) {
        Headline headline = Headline.of(run.evaluation());
        return new RunView(run, headline, Narrative.of(run, headline), CurveCharts.metrics(run), MatrixView.of(run),
            ClassView.of(run), CurveCharts.losses(run.losses()), ReplayView.of(run), Examples.of(run),
            ConfigurationView.of(run));
    }

    /** What is still to come; empty for a complete run. */
    String partialNote() {
        return !run.partial() ? "" : "This run is not complete: it has learned " + run.classNames().size() + " of "
            + run.plannedClasses() + " classes. The figures are those after experience "
            + run.evaluation().experiences().size() + ".";
    }

    /** What was used of the data set; null where the run does not say. */
    DataView data() {
        return run.data().map(DataView::new).orElse(null);
    }

    /** Whether replayed images are stored ones, not samples. */
    boolean storesImages() {
        return !run.settings().get(StrategySettings.class).samples();
    }

    /** The heat maps' legend; null where there is none. */
    Thumbnails.Picture legend() {
        return Thumbnails.ofPng(RunFolder.open(run.folder()).heatMapLegend()).orElse(null);
    }

    /** What heat maps show at their hottest. */
    int hottest() {
        return HeatMapPicture.HOTTEST;
    }

    boolean hasPictures() {
        return examples.stream().flatMap(kind -> kind.examples().stream()).anyMatch(e -> e.picture() != null);
    }
}

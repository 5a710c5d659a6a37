package org.diffcont.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffcont.benchmark.RunFolder;
import org.diffcont.detect.Decision;
import org.diffcont.evaluate.ExampleKind;
import org.diffcont.evaluate.ScoredImage;
import org.diffcont.report.Thumbnails.Picture;

/**
 * Test images worth looking at, all with the predicted class.
 *
 * @param title    what they have in common
 * @param total    how many there are of that kind
 * @param examples the most telling of them
 */
record Examples(String title, String explanation, int total, List<Example> examples) {
    /**
     * @param className its true class
     * @param routed    the class that decided
     * @param picture   null where the image is no longer there
     * @param heatMap   null where the run holds none
     */
    record Example(String path, String className, String routed, String defect, Decision decision, Picture picture,
            Picture heatMap) {
        String score() {
            return Value.significant(decision.distance());
        }

        String threshold() {
            return Value.significant(decision.threshold());
        }

        String probability() {
            return Value.text(decision.outlierProbability());
        }
    }

    static List<Examples> of(RunData run) {
        return List.of(
            of(run, "Clearest finds", "Anomalous images with the highest scores.", ExampleKind.CLEAREST_FIND),
            of(run, "Worst misses", "Anomalous images that look normal to the detector, lowest score first.",
                ExampleKind.WORST_MISS),
            of(run, "Worst false alarms", "Normal images called anomalous, highest score first.",
                ExampleKind.WORST_FALSE_ALARM));
    }

    private static Examples of(RunData run, String title, String explanation, ExampleKind kind) {
        int classes = run.classNames().size();
        return new Examples(title, explanation + " At most " + ExampleKind.mostOfAClass(classes) + " of a class.",
            kind.all(run.images()).size(), kind.telling(run.images(), classes).stream().limit(ExampleKind.SHOWN)
                .map(image -> example(run, image)).toList());
    }

    private static Example example(RunData run, ScoredImage image) {
        Optional<Picture> picture = run.origin().flatMap(origin -> Thumbnails.of(Path.of(origin.data()), image.path(),
            run.settings().data()));
        return new Example(image.path(), run.classNames().get(image.trueClass()),
            run.classNames().get(image.predicted().classIndex()), image.defectType(), image.predicted(),
            picture.orElse(null), Thumbnails.ofPng(RunFolder.open(run.folder()).heatMap(image.path())).orElse(null));
    }
}

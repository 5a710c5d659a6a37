package org.diffcont.report;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.diffcont.evaluate.Decision;
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
    private static final int COUNT = 8;

    /**
     * @param className its true class
     * @param routed    the class that decided
     * @param picture   null where the image is no longer there
     */
    record Example(String path, String className, String routed, String defect, Decision decision, Picture picture) {
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
        // Log-survival compares classes; where it is 0, below the tail, the share of the threshold still tells apart.
        Comparator<ScoredImage> score = Comparator.<ScoredImage>comparingDouble(i -> i.predicted().logSurvival())
            .thenComparingDouble(i -> i.predicted().distance() - i.predicted().threshold())
            .thenComparing(ScoredImage::path);
        return List.of(
            of(run, "Clearest finds", "Anomalous images with the highest scores.",
                image -> image.anomalous() && image.predicted().anomalous(), score.reversed()),
            of(run, "Worst misses", "Anomalous images that look normal to the detector, lowest score first.",
                image -> image.anomalous() && !image.predicted().anomalous(), score),
            of(run, "Worst false alarms", "Normal images called anomalous, highest score first.",
                image -> !image.anomalous() && image.predicted().anomalous(), score.reversed()));
    }

    private static Examples of(RunData run, String title, String explanation, Predicate<ScoredImage> kind,
            Comparator<ScoredImage> order) {
        List<ScoredImage> all = run.images().stream().filter(kind).sorted(order).toList();
        // One class with large scores must not hide the others.
        int mostOfAClass = Math.max(2, (COUNT + run.classNames().size() - 1) / run.classNames().size());
        Map<Integer, Integer> taken = new HashMap<>();
        return new Examples(title, explanation + " At most " + mostOfAClass + " of a class.", all.size(),
            all.stream().filter(image -> taken.merge(image.trueClass(), 1, Integer::sum) <= mostOfAClass).limit(COUNT)
                .map(image -> example(run, image)).toList());
    }

    private static Example example(RunData run, ScoredImage image) {
        Optional<Picture> picture = run.origin().flatMap(origin -> Thumbnails.of(Path.of(origin.data()), image.path(),
            run.settings().data()));
        return new Example(image.path(), run.classNames().get(image.trueClass()),
            run.classNames().get(image.predicted().predictedClass()), image.defectType(), image.predicted(),
            picture.orElse(null));
    }
}

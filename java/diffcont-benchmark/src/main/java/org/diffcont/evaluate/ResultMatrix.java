package org.diffcont.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The matrix R: R[t][c] is a metric of class c after experience t, NaN ({@code null} in JSON) before class c arrived
 * or where its images do not define the metric.
 *
 * @param classes   names of all classes, in order of arrival: the columns
 * @param arrivals  the experience (row) that added each class
 * @param predicted one matrix per metric, with the class the detector chose
 * @param truth     one matrix per metric, with the true class; {@code true} in JSON
 */
public record ResultMatrix(List<String> classes, List<Integer> arrivals,
                           Map<Metric, List<List<Double>>> predicted,
                           @JsonProperty("true") Map<Metric, List<List<Double>>> truth) {

    public ResultMatrix {
        classes = List.copyOf(classes);
        arrivals = List.copyOf(arrivals);
        predicted = Collections.unmodifiableMap(new EnumMap<>(predicted));
        truth = Collections.unmodifiableMap(new EnumMap<>(truth));
    }

    /**
     * The matrix of a run.
     *
     * @param experiences at least one, in order
     * @throws IllegalArgumentException none, or an experience whose seen classes are not those before and its own
     */
    public static ResultMatrix of(List<ExperienceEvaluation> experiences) {
        List<String> classes = new ArrayList<>();
        List<Integer> arrivals = new ArrayList<>();
        for (int t = 0; t < experiences.size(); t++) {
            ExperienceEvaluation experience = experiences.get(t);
            classes.addAll(experience.classes());
            arrivals.addAll(Collections.nCopies(experience.classes().size(), t));
            if (!experience.seenClasses().equals(classes)) {
                throw new IllegalArgumentException("experience " + experience.index() + " evaluated "
                        + experience.seenClasses() + ", but the classes so far are " + classes);
            }
        }
        if (experiences.isEmpty()) {
            throw new IllegalArgumentException("a run has at least one experience");
        }
        return new ResultMatrix(classes, arrivals, matrices(experiences, classes, ClassMode.PREDICTED),
                matrices(experiences, classes, ClassMode.TRUE));
    }

    private static Map<Metric, List<List<Double>>> matrices(List<ExperienceEvaluation> experiences,
                                                            List<String> classes, ClassMode mode) {
        Map<Metric, List<List<Double>>> matrices = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            List<List<Double>> rows = new ArrayList<>();
            for (ExperienceEvaluation experience : experiences) {
                rows.add(classes.stream().map(experience.perClass()::get)
                        .map(value -> value == null ? Double.NaN : metric.of(value.get(mode))).toList());
            }
            matrices.put(metric, rows);
        }
        return matrices;
    }

    /** The matrix of one metric in one class mode, row t, column c. */
    public List<List<Double>> get(Metric metric, ClassMode mode) {
        return (mode == ClassMode.PREDICTED ? predicted : truth).get(metric);
    }

    /**
     * Forgetting after the last experience T (Chaudhry et al. 2018): mean over the classes that came before T of
     * max over l &lt; T of R[l][c], minus R[T][c]. Above 0 means worse than before; NaN while no class is old.
     */
    public double forgetting(Metric metric, ClassMode mode) {
        List<List<Double>> matrix = get(metric, mode);
        int last = matrix.size() - 1;
        return Means.ofDefined(oldClasses(last).mapToDouble(c -> {
            double best = IntStream.range(arrivals.get(c), last).mapToDouble(l -> matrix.get(l).get(c))
                    .filter(value -> !Double.isNaN(value)).max().orElse(Double.NaN);
            return best - matrix.get(last).get(c);
        }));
    }

    /**
     * Backward transfer after the last experience T (GEM, Lopez-Paz and Ranzato 2017): mean over the classes that came
     * before T of R[T][c] minus c's value when it was new. Below 0 means worse; NaN while no class is old.
     */
    public double backwardTransfer(Metric metric, ClassMode mode) {
        List<List<Double>> matrix = get(metric, mode);
        int last = matrix.size() - 1;
        return Means.ofDefined(oldClasses(last)
                .mapToDouble(c -> matrix.get(last).get(c) - matrix.get(arrivals.get(c)).get(c)));
    }

    private IntStream oldClasses(int last) {
        return IntStream.range(0, classes.size()).filter(c -> arrivals.get(c) < last);
    }
}

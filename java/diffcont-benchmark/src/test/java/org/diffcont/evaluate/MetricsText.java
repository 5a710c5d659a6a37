package org.diffcont.evaluate;

/** An evaluation as its JSON text, for comparisons. */
public final class MetricsText {
    private MetricsText() {
    }

    public static String of(RunEvaluation run) {
        return MetricsJson.toJson(run);
    }
}

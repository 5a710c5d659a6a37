package org.diffcont.report;

import java.util.List;
import java.util.Map;
import org.diffcont.config.Settings;

/**
 * A run's configuration and how to make the run again.
 *
 * @param differences keys that are not at their defaults
 * @param all         every key with its value
 * @param command     makes the same run again; null where the data's place is unknown
 */
record ConfigurationView(List<Row> differences, List<Row> all, String profile, String command,
        Map<String, String> environment) {
    /** @param standard the default; empty in the full list */
    record Row(String key, String value, String standard) {
    }

    static ConfigurationView of(RunData run) {
        Settings defaults = Settings.defaults();
        List<Row> differences = run.settings().differences(defaults).stream()
            .map(d -> new Row(d.key(), String.valueOf(d.ours()), String.valueOf(d.theirs()))).toList();
        List<Row> all = run.settings().toMap().entrySet().stream()
            .map(e -> new Row(e.getKey(), String.valueOf(e.getValue()), "")).toList();
        return new ConfigurationView(differences, all, run.origin().map(o -> o.profile()).orElse("unknown"),
            run.origin().map(origin -> "./diffcont benchmark --data " + quoted(origin.data()) + " --config "
                + quoted(run.folder().toAbsolutePath().normalize().resolve("config.yaml").toString())
                + " --out runs/again").orElse(null), run.environment());
    }

    /** As one word for a POSIX shell. */
    static String quoted(String word) {
        return word.matches("[\\w./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

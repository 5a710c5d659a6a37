package org.diffcont.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.diffcont.machine.Machine;

/** The documentation page of every key, made from the registry. */
final class ConfigurationPage {
    private static final String HEADER = "| key | default | in profiles | allowed | meaning |\n|---|---|---|---|---|\n";

    private ConfigurationPage() {}

    /** The page as Markdown. */
    static String markdown() {
        StringBuilder page = new StringBuilder("""
                # Configuration

                <!-- Made from org.diffcont.config.Keys by ConfigurationPageTest, which says how to make it anew. -->

                Every key has a default. A profile (`--profile NAME`) changes some of them, then a named detector
                (`--detector NAME`, below), then a YAML file (`--config FILE`), then single keys on the command line
                (`--set KEY=VALUE`, as often as needed); what comes later wins. An unknown key, a value that is not
                allowed, or keys that do not fit each other stop the command before it does anything. The effective
                configuration is written to the run folder as YAML, with every key but those of the machine (`runtime`,
                below); `--config` reads it back.

                In a file, keys are nested or dotted; on the command line, a list is written with commas:

                ```
                training:
                  epochs: 10
                replay.per_class: 50
                network.channels: [32, 64, 96]
                ```
                ```
                ./diffcont benchmark --profile demo --config mine.yaml --set training.epochs=2 --seed 7
                ```

                A run is continued (`--resume`) only with the configuration it was started with, except for the keys
                marked *free*, which do not change its results.
                """);
        Map<String, Map<String, Object>> profiles = new LinkedHashMap<>();
        for (String profile : Profiles.names()) {
            profiles.put(profile, Profiles.read(profile));
        }
        String group = null;
        for (Key<?> key : Keys.all()) {
            if (!key.group().equals(group)) {
                group = key.group();
                page.append("\n## ").append(group.isEmpty() ? "General" : group).append("\n\n").append(HEADER);
            }
            page.append(row(key, profiles)).append('\n');
        }
        page.append("""

                ## runtime

                What a process computes with stands beside the configuration: a file and `--set` take these keys too,
                    but
                no profile does, and no model keeps them. So a model learned with two threads on a laptop is not scored
                with two on a server. A run remembers them in its `origin.json`.

                """).append(HEADER);
        for (Key<?> key : Machine.KEYS.keys()) {
            page.append(row(key, Map.of())).append('\n');
        }
        page.append("""

                ## Detectors

                A detector sets all of `embedding`, `readings` and `routing`, and `data.image_size`, `projector.init`,
                `projector.train`, `training.label_dropout` and `evt.fit_on`: what it does not name below is at its
                default. So the same detector can be tried over any profile.

                | detector | sets |
                |---|---|
                """);
        for (String detector : Detectors.names()) {
            page.append("| `").append(detector).append("` | ").append(KeyResources.read("detector", Detectors.names(),
                    detector).entrySet().stream().map(entry -> "`" + entry.getKey() + "` = " + code(entry.getValue()))
                    .collect(Collectors.joining(", "))).append(" |\n");
        }
        page.append("\n## Keys that must fit each other\n\n");
        for (String rule : Keys.rules()) {
            page.append("- ").append(rule).append('\n');
        }
        return page.toString();
    }

    private static String row(Key<?> key, Map<String, Map<String, Object>> profiles) {
        String changed = profiles.entrySet().stream()
                .filter(profile -> profile.getValue().containsKey(key.name()))
                .map(profile -> profile.getKey() + ": " + code(profile.getValue().get(key.name())))
                .collect(Collectors.joining(", "));
        return "| `%s`%s | %s | %s | %s | %s |".formatted(key.name(), key.changesResults() ? "" : " *free*",
                code(key.plainDefault()), changed, key.allowed(), key.documentation());
    }

    private static String code(Object value) {
        String text = Objects.toString(value);
        return text.isEmpty() ? "" : "`" + text + "`";
    }
}

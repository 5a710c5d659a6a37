package org.diffcont.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.diffcont.machine.Machine;

/** The two documentation pages of all keys, made from the registry: what people set, and what experts set. */
final class ConfigurationPage {
    /** The keys of the first page. */
    private static final Set<String> COMMON = Set.of("seed",
            "data.image_size", "data.min_train", "data.strict", "data.max_pixels",
            "experience.order", "experience.split",
            "network.image_size", "network.channels",
            "backbone.file", "trunk.file",
            "readings.pose", "readings.candidates", "readings.chosen", "readings.max_bytes",
            "evt.tail", "threshold.false_positive_rate",
            "routing.rule", "routing.unknown_rate",
            "run.keep_checkpoints", "run.max_bytes", "run.heatmaps",
            "strategy.name", "strategy.exemplars",
            "training.epochs", "training.steps", "training.batch_current", "training.learning_rate",
            "replay.per_class", "replay.acceptance", "replay.ddim_steps",
            "runtime.threads", "runtime.device", "runtime.precision");
    private static final String MADE = "<!-- Made from org.diffcont.config.Keys by ConfigurationPageTest, which says how "
            + "to make it anew. -->\n";
    private static final String HEADER = "| key | default | in profiles | allowed | meaning |\n|---|---|---|---|---|\n";

    private ConfigurationPage() {}

    /** docs/configuration.md. */
    static String first() {
        StringBuilder page = new StringBuilder("# Configuration\n\n" + MADE + """

                These are the keys that people set; [expert keys](configuration-expert.md) are on a page of their own.
                Every key has a default. A profile (`--profile NAME`) changes some of them, then a named detector
                (`--detector NAME`, on the expert page), then a YAML file (`--config FILE`), then single keys on the command line
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
        groups(page, COMMON::contains);
        page.append("""

                ## runtime

                What a process computes with stands beside the configuration: a file and `--set` take these keys too,
                but no profile does, and no model keeps them. So a model learned with two threads on a laptop is not
                scored with two on a server. A run remembers them in its `origin.json`.

                """).append(HEADER);
        machine(page, COMMON::contains);
        return page.toString();
    }

    /** docs/configuration-expert.md. */
    static String expert() {
        StringBuilder page = new StringBuilder("# Expert keys\n\n" + MADE + """

                What [the first page](configuration.md) leaves out: keys with defaults that hold for most, what the
                named detectors set, and which keys must fit each other.
                """);
        groups(page, name -> !COMMON.contains(name));
        page.append("\n## runtime\n\n").append(HEADER);
        machine(page, name -> !COMMON.contains(name));
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

    private static void groups(StringBuilder page, Predicate<String> shown) {
        Map<String, Map<String, Object>> profiles = new LinkedHashMap<>();
        for (String profile : Profiles.names()) {
            profiles.put(profile, Profiles.read(profile, true));
        }
        String group = null;
        for (Key<?> key : Keys.all()) {
            if (!shown.test(key.name())) {
                continue;
            }
            if (!key.group().equals(group)) {
                group = key.group();
                page.append("\n## ").append(group.isEmpty() ? "General" : group).append("\n\n").append(HEADER);
            }
            page.append(row(key, profiles)).append('\n');
        }
    }

    private static void machine(StringBuilder page, Predicate<String> shown) {
        for (Key<?> key : Machine.KEYS.keys()) {
            if (shown.test(key.name())) {
                page.append(row(key, Map.of())).append('\n');
            }
        }
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

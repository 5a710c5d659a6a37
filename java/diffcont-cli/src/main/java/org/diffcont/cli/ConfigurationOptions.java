package org.diffcont.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.diffcont.config.Profiles;
import org.diffcont.config.Settings;
import picocli.CommandLine.Option;

/** Options of every command that has a configuration; use as a {@code @Mixin}. */
final class ConfigurationOptions {
    @Option(names = "--profile", paramLabel = "NAME", completionCandidates = ProfileNames.class,
            description = "Start from a named profile: ${COMPLETION-CANDIDATES}.")
    private String profile;

    @Option(names = "--config", paramLabel = "FILE",
            description = "Change keys by a YAML file; every key is in docs/configuration.md.")
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE",
            description = "Change one key, for example --set training.epochs=2; may be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--seed", paramLabel = "N", description = "Short for --set seed=N.")
    private String seed;

    @Option(names = "--threads", paramLabel = "N",
            description = "Short for --set runtime.threads=N; 0 takes all cores.")
    private String threads;

    /** Candidates for {@code --profile}. */
    static final class ProfileNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        ProfileNames() {
            super(Profiles.names());
        }
    }

    /** The profile asked for, if any. */
    Optional<String> profile() {
        return Optional.ofNullable(profile);
    }

    /**
     * The effective configuration.
     *
     * @param otherwise the profile when none was asked for; null for plain defaults
     * @throws org.diffcont.config.ConfigurationException naming the option or file, the key and what is allowed
     */
    Settings resolve(String otherwise) {
        Map<String, String> all = new LinkedHashMap<>(overrides);
        if (seed != null) {
            all.put("seed", seed);
        }
        if (threads != null) {
            all.put("runtime.threads", threads);
        }
        return Settings.read(profile().orElse(otherwise), file, all);
    }
}

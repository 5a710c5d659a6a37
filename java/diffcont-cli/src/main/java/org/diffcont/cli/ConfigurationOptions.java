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
            description = "Start from a named profile: ${COMPLETION-CANDIDATES}; industrial if not given.")
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

    @Option(names = "--strict", description = "Short for --set data.strict=true: stop at an image that cannot be "
            + "read, instead of skipping it.")
    private boolean strict;

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

    /** Whether any option was given that may change a result. */
    boolean areGiven() {
        return profile != null || file != null || !overrides.isEmpty() || seed != null;
    }

    /**
     * A run's configuration with these options over it.
     *
     * @throws org.diffcont.config.ConfigurationException as {@link #resolve}
     */
    Settings resolveOver(Settings stored) {
        return profile != null || file != null ? resolve(null) : stored.with(overrides());
    }

    /**
     * The effective configuration.
     *
     * @param otherwise the profile when none was asked for; null for plain defaults
     * @throws org.diffcont.config.ConfigurationException naming the option or file, the key and what is allowed
     */
    Settings resolve(String otherwise) {
        return Settings.read(profile().orElse(otherwise), file, overrides());
    }

    private Map<String, String> overrides() {
        Map<String, String> all = new LinkedHashMap<>(overrides);
        if (seed != null) {
            all.put("seed", seed);
        }
        if (threads != null) {
            all.put("runtime.threads", threads);
        }
        if (strict) {
            all.put("data.strict", "true");
        }
        return all;
    }
}

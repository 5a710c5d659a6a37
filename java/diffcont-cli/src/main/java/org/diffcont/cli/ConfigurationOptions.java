package org.diffcont.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.diffcont.config.Detectors;
import org.diffcont.config.Profiles;
import org.diffcont.config.Settings;
import org.diffcont.detect.source.Trunks;
import org.diffcont.machine.Machine;
import org.diffcont.operation.ReadingOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of every command that has a configuration; use as a {@code @Mixin}. */
final class ConfigurationOptions {
    @Option(names = "--profile", paramLabel = "NAME", completionCandidates = ProfileNames.class,
            description = "Start from a named profile: ${COMPLETION-CANDIDATES}; industrial if not given.")
    private String profile;

    @Option(names = "--detector", paramLabel = "NAME", completionCandidates = DetectorNames.class,
            description = "Read images by a named detector in place of the profile's: ${COMPLETION-CANDIDATES}.")
    private String detector;

    @Option(names = "--config", paramLabel = "FILE",
            description = "Change keys by a YAML file; every key is in docs/configuration.md.")
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE",
            description = "Change one key, for example --set training.epochs=2; may be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--seed", paramLabel = "N", description = "Short for --set seed=N.")
    private String seed;

    @Option(names = "--split", paramLabel = "SIZES",
            description = "Short for --set experience.split=SIZES: how many classes each experience brings, for "
                    + "example 10+5, 10+1x5 or 3x5.")
    private String split;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    @Mixin
    private MachineOptions machine = new MachineOptions();

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

    /** Candidates for {@code --detector}. */
    static final class DetectorNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        DetectorNames() {
            super(Detectors.names());
        }
    }

    /** The profile asked for, if any. */
    Optional<String> profile() {
        return Optional.ofNullable(profile);
    }

    /** The detector asked for, or null. */
    String detector() {
        return detector;
    }

    /** Whether nothing else was given than how files are read. */
    boolean onlyReading() {
        return profile == null && detector == null && file == null && seed == null && split == null
                && ReadingOptions.KEYS.containsAll(overrides.keySet());
    }

    /** How files are read, where nothing else was given. */
    ReadingOptions reading() {
        return new ReadingOptions(overrides());
    }

    /**
     * A run's configuration with these options over it.
     *
     * @throws org.diffcont.error.ConfigurationException as {@link #resolve}
     */
    Settings resolveOver(Settings stored) {
        return profile != null || detector != null || file != null ? resolve(null) : stored.with(overrides());
    }

    /**
     * The effective configuration.
     *
     * @param otherwise the profile when none was asked for; null for plain defaults
     * @throws org.diffcont.error.ConfigurationException naming the option or file, the key and what is allowed
     */
    Settings resolve(String otherwise) {
        return resolve(otherwise, detector, Map.of());
    }

    /**
     * As {@link #resolve(String)}, with a detector in place of the one asked for and some keys over all others.
     *
     * @param named the detector's name; null for the profile's
     */
    Settings resolve(String otherwise, String named, Map<String, String> keys) {
        Map<String, String> all = overrides();
        all.putAll(keys);
        return Trunks.settings(profile().orElse(otherwise), named, file, all, mixee.commandLine().getErr()::println);
    }

    /** What the command computes with. */
    Machine machine() {
        return machine.machine(file, overrides);
    }

    /** The same for a run that goes on: where no option names it, as it began. */
    Machine machineOver(Machine begun) {
        Map<String, String> all = begun.toMap();
        all.putAll(overrides);
        return machine.machine(file, all);
    }

    private Map<String, String> overrides() {
        Map<String, String> all = new LinkedHashMap<>(overrides);
        if (seed != null) {
            all.put("seed", seed);
        }
        if (split != null) {
            all.put("experience.split", split);
        }
        if (strict) {
            all.put("data.strict", "true");
        }
        return all;
    }
}

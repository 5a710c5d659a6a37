package org.diffcont.cli;

import java.nio.file.Path;
import java.util.List;
import org.diffcont.config.Profiles;
import org.diffcont.error.ConfigurationException;
import org.diffcont.grid.GridAxis;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that run a grid; use as a {@code @Mixin}. */
final class GridOptions {
    static final String PROFILE = Profiles.DEFAULT;
    private static final int MOST_JOBS = 1024;

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--out", required = true, paramLabel = "DIR",
            description = "Folder of the grid: a run folder for each run, and the table. The same command goes on with "
                    + "what is there; started twice at once, the processes share the runs.")
    private Path out;

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "1",
            description = "Runs at once, each a process of its own; the threads (runtime.threads) are shared out among "
                    + "them. Every process takes as much memory as a run by itself.")
    private int jobs;

    @Option(names = "--seeds", paramLabel = "N,N,...",
            description = "Repeat every point with each of these seeds; the configuration's if not given.")
    private String seeds;

    @Option(names = "--orders", paramLabel = "ORDER,ORDER,...",
            description = "Repeat every point with each of these class orders: alphabetical, shuffled (by the seed), "
                    + "or a list of classes in square brackets.")
    private String orders;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    ConfigurationOptions configuration() {
        return configuration;
    }

    DataOption data() {
        return data;
    }

    Path out() {
        return out;
    }

    String profile() {
        return configuration.profile().orElse(PROFILE);
    }

    /** @throws ConfigurationException when it is no number of processes */
    int jobs() {
        if (jobs < 1 || jobs > MOST_JOBS) {
            throw new ConfigurationException("--jobs is " + jobs + "; give 1 to " + MOST_JOBS);
        }
        return jobs;
    }

    /** Empty for the configuration's. */
    List<Long> seeds() {
        return seeds == null ? List.of() : GridAxis.values("--seeds", seeds).stream().map(GridOptions::seed).toList();
    }

    /** Empty for the configuration's. */
    List<String> orders() {
        return orders == null ? List.of() : GridAxis.values("--orders", orders);
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ConfigurationException("--seeds: '" + text + "' is not a whole number", e);
        }
    }
}

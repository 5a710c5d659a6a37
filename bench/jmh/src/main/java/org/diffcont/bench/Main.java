package org.diffcont.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs benchmarks and keeps their results. Arguments: the file for the results, then JMH's own. JMH's listing and help
 * options go to JMH itself: see {@code bench/run}.
 */
public final class Main {

    private Main() {
    }

    public static void main(String[] arguments) throws IOException {
        Path results = Path.of(arguments[0]);
        String[] forJmh = Arrays.copyOfRange(arguments, 1, arguments.length);
        try {
            Machine before = Machine.now();
            ChainedOptionsBuilder options = new OptionsBuilder().parent(new CommandLineOptions(forJmh))
                    .resultFormat(ResultFormatType.JSON).result(results.toString()).shouldFailOnError(true);
            new Runner(options.build()).run();
            Path machine = results.resolveSibling(results.getFileName().toString().replace(".json", ".machine.json"));
            before.write(machine);
            System.out.println("Results: " + results + ", the machine: " + machine);
            if (!before.quiet()) {
                System.out.println("The machine was not quiet when this began (load " + before.load()
                        + "): these figures are not worth keeping.");
            }
        } catch (NoBenchmarksException e) {
            // JMH opens the file before it looks for benchmarks.
            Files.deleteIfExists(results);
            System.err.println("bench/run: no benchmark's name matches; bench/run -l lists them");
            System.exit(1);
        } catch (CommandLineOptionException | RunnerException e) {
            System.err.println("bench/run: " + e.getMessage());
            System.exit(1);
        }
    }
}

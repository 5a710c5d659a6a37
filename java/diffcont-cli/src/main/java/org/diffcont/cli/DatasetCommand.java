package org.diffcont.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands about data sets. */
@Command(
        name = "dataset",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        description = "Make data sets.",
        footerHeading = "%nExample:%n",
        footer = "  diffcont dataset synthesize --out data/demo")
final class DatasetCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}

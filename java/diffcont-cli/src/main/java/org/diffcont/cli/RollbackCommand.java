package org.diffcont.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.operation.Rollback;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Returns a model to an earlier version. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        sortOptions = false,
        description = {
            "Make a kept version of a model the current one again.",
            "It becomes a new version, so that nothing is lost: what was learned since stays until it falls out of "
                    + "run.keep_checkpoints or run.max_bytes, and can be returned to in the same way."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  diffcont history --model models/line1",
            "  diffcont rollback --model models/line1 --to 3"
        })
final class RollbackCommand implements Runnable {
    private final Shell shell;

    @Option(names = "--model", required = true, paramLabel = "DIR",
            description = "The folder that learn made, or the folder model of a run.")
    private Path model;

    @Option(names = "--to", required = true, paramLabel = "N", description = "The version, as history shows it.")
    private int to;

    RollbackCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        int version = Rollback.to(new ModelFolder(model), to, Machine.defaults());
        shell.out().printf(Locale.ROOT, "The model %s is as version %d was; that is version %d now.%n", model, to,
                version);
    }
}

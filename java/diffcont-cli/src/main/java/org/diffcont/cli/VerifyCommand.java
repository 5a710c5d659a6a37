package org.diffcont.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks that a model is whole and gives the answers it gave. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        sortOptions = false,
        description = {
            "Check every file of a model, and that it gives the same answers here as where it was made.",
            "The answers are the classes of, and distances from, a few made-up images, which were stored with the "
                    + "model. A distance may differ by a thousandth of itself or of the class's threshold, whichever is "
                    + "larger. The exit code is 0 when nothing failed and 5 otherwise."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  diffcont verify --model models/line1",
            "  diffcont verify --model models/line1 --all"
        })
final class VerifyCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--model", required = true, paramLabel = "DIR",
            description = "The folder that learn made, or the folder model of a run.")
    private Path model;

    @Option(names = "--all", description = "Check every version that is kept, not only the one in use.")
    private boolean all;

    @Mixin
    private final MachineOptions machine = new MachineOptions();

    VerifyCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Verification found = new ModelFolder(model).verify(all, MachineOptions.take(machine.machine(), shell));
        Table table = new Table("version", "check", "result", "found");
        for (Verification.Check check : found.checks()) {
            table.row(check.version() == 0 ? null : check.version(), check.subject(),
                    check.result().name().toLowerCase(Locale.ROOT), Failures.oneLine(check.detail()));
        }
        shell.out().print(table);
        shell.out().printf("%n%s: the model %s %s%n", found.passed() ? "PASSED" : "FAILED", model, found.passed()
                ? "is whole and gives the answers it gave" : "must not be relied on; see what failed");
        return found.passed() ? ExitCode.OK.status() : ExitCode.MODEL.status();
    }
}

package org.diffcont.cli;

import java.nio.file.Path;
import org.diffcont.model.ModelFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what led to a model. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        sortOptions = false,
        description = {
            "Show what was done to a model, when and from how many images, and which versions are kept.",
            "Columns: version; state, empty for a version that was deleted; time in UTC; action; classes; images used; "
                    + "first digits of the SHA-256 over the images' sorted SHA-256s; MB of the version's files; "
                    + "own MB, of files that no other kept version shares. JSON has every image's SHA-256 list by "
                    + "name, the settings that differ from the defaults, and bytes."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  diffcont history --model models/line1",
            "  diffcont history --model models/line1 --format json"
        })
final class HistoryCommand implements Runnable {
    private final Shell shell;

    @Option(names = "--model", required = true, paramLabel = "DIR",
            description = "The folder that learn made, or the folder model of a run.")
    private Path model;

    @Option(names = "--format", paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private HistoryFormat format = HistoryFormat.TABLE;

    HistoryCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        shell.out().print(format.write(new ModelFolder(model).history()));
    }
}

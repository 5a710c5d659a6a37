package org.diffcont.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffcont.files.AtomicFiles;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.Progress;

/**
 * Goes once through what the commands do, on a few made-up images in a temporary folder. The launcher runs it while
 * Java records which classes that takes; a start-up cache is made of the record.
 */
final class Rehearsal {
    private static final String PRODUCT = "gear";

    private Rehearsal() {}

    /** Ends with the exit status of the first command that fails. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("diffcont-rehearsal");
        int status;
        try {
            status = rehearse(folder);
        } finally {
            AtomicFiles.deleteFolder(folder);
        }
        System.exit(status);
    }

    /** Runs the commands, the ones that are waited for often, in an empty folder. */
    static int rehearse(Path folder) {
        String data = folder.resolve("data").toString();
        String model = folder.resolve("model").toString();
        String category = folder.resolve("data").resolve(PRODUCT).toString();
        String test = folder.resolve("data").resolve(PRODUCT).resolve("test").toString();
        String[][] commands = {
            {"dataset", "synthesize", "--out", data, "--categories", PRODUCT, "--size", "64", "--train", "12",
                "--test-good", "2", "--test-per-defect", "1"},
            {"learn", "--model", model, "--set", "defects.count=24", category},
            {"score", "--model", model, test},
            {"score", "--model", model, "--format", "jsonl", test},
            {"info", "--model", model},
            {"score", "--help"},
        };
        for (String[] command : commands) {
            // Each with a shell of its own, as in processes of their own.
            Shell shell = new Shell(new PrintWriter(System.out, true), new PrintWriter(System.err, true),
                    Progress.none(), CancelSignal.never());
            int status = Main.run(command, shell);
            if (status != ExitCode.OK.status()) {
                return status;
            }
        }
        return ExitCode.OK.status();
    }
}

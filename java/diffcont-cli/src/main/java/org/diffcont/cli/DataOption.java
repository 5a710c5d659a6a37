package org.diffcont.cli;

import java.nio.file.Path;
import org.diffcont.benchmark.DemoData;
import picocli.CommandLine.Option;

/** The data set of commands that run a benchmark; use as a {@code @Mixin}. */
final class DataOption {
    @Option(names = "--data", paramLabel = "DIR",
            description = "Data set in the folder layout of MVTec AD: <category>/train/good, <category>/test/<kind>; or of MVTec LOCO AD, "
                    + "MVTec 3D-AD, VisA or BTAD.")
    private Path data;

    /** Whether a folder was named. */
    boolean isGiven() {
        return data != null;
    }

    /** The data set's folder; the demo data set, made where it is missing, when none was named. */
    Path folder(Shell shell) {
        if (data != null) {
            return data;
        }
        if (!DemoData.isComplete(DemoData.FOLDER)) {
            shell.err().println("Making the demo data set in " + DemoData.FOLDER);
            DemoData.provide(DemoData.FOLDER, shell.progress(), shell.cancel());
        }
        return DemoData.FOLDER;
    }
}

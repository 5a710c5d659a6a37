package org.diffcont.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Recalibration;
import org.diffcont.image.FoundImages;
import org.diffcont.image.ImageFiles;
import org.diffcont.model.ModelFolder;
import org.diffcont.operation.ClassRecalibration;
import org.diffcont.operation.Images;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves one class of a model to new normal images. */
@Command(
        name = "recalibrate",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        sortOptions = false,
        description = {
            "Move one class to how its normal images look now, after a camera, a lamp or a material has changed.",
            "The threshold, the tail and the scales of the class's readings are set anew on these images, which must "
                    + "be normal ones that the class was not learned from (those are left out); 20 or "
                    + "more are better than 10, the fewest. "
                    + "Where more of them than routing.unknown_rate are not recognised as the class, what the router "
                    + "knows of it moves too. Nothing else changes, and the other classes stay as they are. The model "
                    + "becomes a new version when everything is done."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  diffcont recalibrate --model models/line1 --class gear today/good",
            "  diffcont recalibrate --model models/line1 --class gear a.png b.png c.png ..."
        })
final class RecalibrateCommand implements Runnable {
    private final Shell shell;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Normal images, or folders of them.")
    private List<Path> paths;

    @Option(names = "--model", required = true, paramLabel = "DIR",
            description = "The folder that learn made, or the folder model of a run.")
    private Path model;

    @Option(names = "--class", required = true, paramLabel = "NAME", description = "The class that the images show.")
    private String className;

    @Option(names = "--yes", description = "Go on with images of which most are not recognised as the class, are "
            + "alarms today, or seem to have been learned already: somebody has looked at them.")
    private boolean yes;

    @Mixin
    private final FileOptions files = new FileOptions();

    @Mixin
    private final MachineOptions machine = new MachineOptions();

    RecalibrateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        FoundImages found = ImageFiles.list(paths.toArray(Path[]::new));
        found.note().ifPresent(shell.err()::println);
        List<Path> listed = found.images();
        ModelFolder folder = new ModelFolder(model);
        // Making a lock in a folder that is no model would leave something behind.
        folder.currentVersion();
        ClassRecalibration.Recalibrated done;
        try {
            done = new ClassRecalibration(folder, MachineOptions.take(machine.machine(), shell))
                    .recalibrate(className, Images.files(listed), files.reading(), yes, shell.progress());
        } finally {
            shell.progress().close();
        }
        if (done.learned() > 0) {
            shell.out().printf("%d images were left out: %s was learned from them.%n", done.learned(), className);
        }
        report(done, folder.currentVersion());
    }

    private void report(ClassRecalibration.Recalibrated recalibrated, int version) {
        Recalibration.Outcome outcome = recalibrated.outcome();
        int images = outcome.images();
        shell.out().printf("Recalibrated %s on %d images; the model %s is now version %d.%n%n", className, images,
                model, version);
        Table table = new Table("", "before", "after");
        table.row("threshold", outcome.threshold().before(), outcome.threshold().after());
        table.row("new images above it", share(outcome.above().before(), images),
                share(outcome.above().after(), images));
        table.row("new images recognised", share(outcome.recognised().before(), images),
                share(outcome.recognised().after(), images));
        shell.out().print(table);
        shell.out().println();
        ClassDetector moved = outcome.moved();
        if (moved.statistics().readings().size() > 1) {
            shell.out().println("A distance is in units of the class's own scale, which has moved too: thresholds "
                    + "before and after are not comparable.");
        }
        if (outcome.routerMoved()) {
            shell.out().println("The router's idea of the class has moved to the new images.");
        }
        shell.out().println("False alarms to expect: " + recalibrated.falseAlarms() + ".");
    }

    private static String share(double count, int of) {
        return String.format(Locale.ROOT, "%.0f of %d (%.1f %%)", count, of, 100 * count / of);
    }
}

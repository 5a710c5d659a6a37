package org.diffcont.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffcont.model.ModelFolder;
import org.diffcont.strategy.Sampling;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Draws a picture of images that a model replays. */
@Command(
        name = "sample",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        sortOptions = false,
        description = {
            "Draw images of what a model has learned, as it replays them to itself, into one PNG picture.",
            "Printed are their outlier probabilities for their class, placed as in the picture: replay keeps those up to",
            "replay.acceptance, and the others have an orange frame."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  diffcont sample --model runs/demo/model --out samples.png",
            "  diffcont sample --model models/line1 --class gear --count 32 --out gear.png"
        })
final class SampleCommand implements Runnable {
    private static final int MOST = 10_000;

    private final Shell shell;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "DIR",
            description = "The folder that learn made, or the folder model of a run.")
    private Path model;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The PNG picture to write.")
    private Path out;

    @Option(names = "--class", paramLabel = "NAME", description = "Only this class; otherwise all.")
    private String className;

    @Option(names = "--count", paramLabel = "N", description = "Images a class; ${DEFAULT-VALUE} if not given.")
    private int count = 16;

    @Mixin
    private final MachineOptions machine = new MachineOptions();

    SampleCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        if (count < 1 || count > MOST) {
            throw new ParameterException(spec.commandLine(), "--count is " + count + "; give 1 to " + MOST);
        }
        OutputFile.check(out);
        try (Sampling sampling = new Sampling(new ModelFolder(model),
                MachineOptions.take(machine.machine(), shell))) {
            List<String> names = className != null ? List.of(className) : sampling.classNames();
            List<Sampling.Samples> drawn = new ArrayList<>();
            for (String name : names) {
                drawn.add(sampling.draw(name, count, shell.progress(), shell.cancel()));
            }
            SamplePicture picture = new SamplePicture(drawn, sampling.acceptance());
            picture.write(out);
            shell.out().print(picture.probabilities());
            shell.out().println();
            report(drawn, sampling.acceptance());
        } finally {
            shell.progress().close();
        }
    }

    private void report(List<Sampling.Samples> drawn, double acceptance) {
        Table table = new Table("class", "samples", "accepted by replay", "lowest", "median", "highest");
        for (Sampling.Samples samples : drawn) {
            double[] sorted = samples.outlierProbabilities().clone();
            Arrays.sort(sorted);
            long accepted = Arrays.stream(sorted).filter(p -> p <= acceptance).count();
            table.row(samples.className(), sorted.length, accepted, sorted[0], sorted[sorted.length / 2],
                    sorted[sorted.length - 1]);
        }
        shell.out().print(table);
        shell.out().println("Lowest, median, highest: outlier probability of a sample for its class.");
        shell.out().println("Picture: " + out);
    }
}

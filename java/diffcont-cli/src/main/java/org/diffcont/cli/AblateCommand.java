package org.diffcont.cli;

import java.util.ArrayList;
import java.util.List;
import org.diffcont.grid.Grid;
import org.diffcont.grid.GridAxis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the benchmark for every combination of some keys' values. */
@Command(
        name = "ablate",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        sortOptions = false,
        description = {
            "Run the benchmark for every combination of some keys' values, and put the results in one table.",
            "Ctrl-C stops after the current step; the same command goes on and gives the table of a grid run in one "
                    + "go. Values are separated by commas; one that has commas itself goes in square brackets, in "
                    + "quotes for the shell."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  diffcont ablate --data data/mvtec --profile paper --key training.epochs=1,100 --out runs/epochs",
            "  diffcont ablate --key evt.tail=0.05,0.10 --key readings.chosen=1,5 --seeds 0,1,2 --out runs/tail",
            "  diffcont ablate --profile demo --key 'network.channels=[8,16,32],[16,32,64]' --out runs/size"
        })
final class AblateCommand implements Runnable {
    private final Shell shell;

    @Option(names = "--key", required = true, paramLabel = "KEY=VALUE,...",
            description = "A key and the values it takes; may be repeated for every combination with another key's.")
    private List<String> keys = new ArrayList<>();

    @Mixin
    private GridOptions options = new GridOptions();

    AblateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        Grid grid = Grid.of(keys.stream().map(GridAxis::parse).toList(), choices -> options.configuration().resolve(
                GridOptions.PROFILE, options.configuration().detector(), choices), options.seeds(), options.orders());
        new GridSession(shell, grid, options).run();
    }
}

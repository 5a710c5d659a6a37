package org.diffcont.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffcont.benchmark.Synthesis;
import org.diffcont.error.UserException;
import org.diffcont.synthetic.SynthesisSettings;
import org.diffcont.synthetic.SyntheticDataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes a procedurally generated data set in MVTec AD's folder layout. */
@Command(
        name = "synthesize",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        sortOptions = false,
        description = {
            "Write a data set of made-up products with defects and masks, in the folder layout of MVTec AD.",
            "The same options give the same pictures on every machine. DIR appears when it is complete; an earlier "
                    + "synthetic data set there is replaced, anything else is left alone."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  diffcont dataset synthesize --out data/demo",
            "  diffcont dataset synthesize --out data/two --categories gear,bottle_cap --train 200 --seed 7"
        })
final class SynthesizeCommand implements Runnable {
    private static final SynthesisSettings DEFAULTS = SynthesisSettings.defaults();

    private final Shell shell;

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write.")
    private Path out;

    @Option(names = "--size", paramLabel = "N",
            description = "Side of an image, pixels; ${DEFAULT-VALUE} if not given.")
    private int size = DEFAULTS.imageSize();

    @Option(names = "--train", paramLabel = "N",
            description = "Training images a category, all normal; ${DEFAULT-VALUE} if not given.")
    private int train = DEFAULTS.trainPerCategory();

    @Option(names = "--test-good", paramLabel = "N",
            description = "Normal test images a category; ${DEFAULT-VALUE} if not given.")
    private int testGood = DEFAULTS.testGoodPerCategory();

    @Option(names = "--test-per-defect", paramLabel = "N",
            description = "Test images of each kind of defect; ${DEFAULT-VALUE} if not given.")
    private int testPerDefect = DEFAULTS.testPerDefect();

    @Option(names = "--seed", paramLabel = "N",
            description = "Another number gives other specimens of the same products; ${DEFAULT-VALUE} if not given.")
    private long seed = DEFAULTS.seed();

    @Option(names = "--categories", paramLabel = "NAME", split = ",", completionCandidates = CategoryNames.class,
            description = "Only these, between commas: ${COMPLETION-CANDIDATES}.")
    private List<String> categories = List.of();

    @Option(names = "--threads", paramLabel = "N", description = "Threads to use; 0, the default, takes all cores.")
    private int threads;

    SynthesizeCommand(Shell shell) {
        this.shell = shell;
    }

    /** Candidates for {@code --categories}. */
    static final class CategoryNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        CategoryNames() {
            super(SyntheticDataset.categories());
        }
    }

    @Override
    public void run() {
        SynthesisSettings settings;
        try {
            settings = new SynthesisSettings(size, train, testGood, testPerDefect, seed, categories);
        } catch (UserException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        if (threads < 0) {
            throw new ParameterException(spec.commandLine(), "--threads is " + threads + "; give 0 or more");
        }
        int images = SyntheticDataset.imageCount(settings);
        int used = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        Synthesis.write(out, settings, used, shell.progress(), shell.cancel());
        int count = categories.isEmpty() ? SyntheticDataset.categories().size() : settings.categories().size();
        shell.out().printf("Wrote %d images, of %d %s, to %s%n",
                images, count, count == 1 ? "category" : "categories", out);
    }
}

package org.diffcont.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.diffcont.config.Profiles;
import org.diffcont.config.Settings;
import org.diffcont.dataset.Datasets;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.choice.ReadingAdvice;
import org.diffcont.error.DataException;
import org.diffcont.files.AtomicFiles;
import org.diffcont.image.FoundImages;
import org.diffcont.image.ImageFiles;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.operation.Images;
import org.diffcont.operation.Learner;
import org.diffcont.operation.ProductLearning;
import org.diffcont.operation.ReadingOptions;
import org.diffcont.progress.CancelledException;
import org.diffcont.progress.TaskContext;
import org.diffcont.replay.ReplayBuffer;
import org.diffcont.strategy.StrategyLearner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds one category to a model, or begins a model with it. */
@Command(
        name = "learn",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        sortOptions = false,
        description = {
            "Add one category to a model; begin the model if there is none.",
            "Only the new category's images are needed. Without a network, as by default, categories do not depend on each "
                    + "other; where a network learns, its strategy says what it replays of the old ones. The model "
                    + "changes when everything is done; until then, and after Ctrl-C, it is as it was."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  diffcont learn --model models/line1 --name gear data/gear/train/good",
            "  diffcont learn --model models/line1 data/bottle_cap"
        })
final class LearnCommand implements Runnable {
    private static final String PROFILE = Profiles.DEFAULT;
    private static final Path TRAIN_GOOD = Path.of("train", "good");

    private final Shell shell;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER",
            description = "Folder of normal images, or a category folder in the layout of MVTec AD, LOCO or 3D-AD, or "
                    + "of BTAD, of which the normal training images are taken.")
    private Path folder;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "The model's folder.")
    private Path model;

    @Option(names = "--name", paramLabel = "NAME",
            description = "The new category's name; the folder's if not given.")
    private String name;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    LearnCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        ModelFolder modelFolder = new ModelFolder(model);
        boolean continues = modelFolder.exists();
        if (continues && !configuration.onlyReading()) {
            throw new ParameterException(spec.commandLine(), "the model " + model + " is there already and keeps its "
                    + "configuration (diffcont info --model DIR --all shows it); leave --profile, --config, --seed, and --set "
                    + "of other keys than " + String.join(", ", ReadingOptions.KEYS) + " away");
        }
        Settings settings = continues ? null : configuration.resolve(PROFILE);
        FoundImages found = images();
        found.note().ifPresent(note -> shell.err().println(folder + ": " + note));
        String category = name != null ? name : folder.toAbsolutePath().normalize().getFileName().toString();
        Machine machine = MachineOptions.take(configuration.machine(), shell);
        boolean begun = !Files.exists(model);
        long start = System.nanoTime();
        try {
            StrategyLearner learner = new StrategyLearner();
            ProductLearning.Learned learned = new ProductLearning(modelFolder, machine,
                    own -> learner.isFor(own) ? learner : Learner.of(own)).learn(category, Images.files(found.images()),
                    settings,
                    continues ? configuration.reading() : ReadingOptions.NONE,
                    new TaskContext(shell.progress(), shell.cancel()));
            report(category, learned, (System.nanoTime() - start) / 1e9);
            learner.replay().ifPresent(this::report);
        } catch (CancelledException e) {
            discard(modelFolder, begun);
            throw new CancelledException("interrupted; the model " + model
                    + (begun ? " was not begun" : " is as it was"));
        } catch (RuntimeException e) {
            discard(modelFolder, begun);
            throw e;
        } finally {
            shell.progress().close();
        }
    }

    private FoundImages images() {
        if (!Files.isDirectory(folder)) {
            throw new DataException("there is no folder " + folder + "; give a folder of normal images");
        }
        List<Path> folders = Datasets.trainFolders(folder);
        FoundImages found = FoundImages.join((folders.isEmpty() ? List.of(folder) : folders).stream()
                .map(ImageFiles::inFolder).toList());
        if (found.images().isEmpty()) {
            Datasets.likeTraining(folder).filter(_ -> folders.isEmpty()).ifPresent(like -> {
                throw new DataException("folder " + folder + " holds no images, but " + like + " may hold normal ones;"
                        + " give the folder that holds them");
            });
            throw ImageFiles.noImages(folders.isEmpty() ? folder : folders.getFirst(), found);
        }
        // Where it is not the folder that the help names.
        folders.stream().filter(taken -> !taken.endsWith(TRAIN_GOOD))
                .forEach(taken -> shell.err().println("Taking the images in " + taken));
        return found;
    }

    /** Removes what a model that was never finished left. */
    private static void discard(ModelFolder folder, boolean begun) {
        if (begun && !folder.exists()) {
            AtomicFiles.deleteFolder(folder.path());
        }
    }

    private void report(String category, ProductLearning.Learned learned, double seconds) {
        ClassDetector product = learned.product();
        shell.out().printf(Locale.ROOT, "Learned %s from %d images in %.1f s; the model %s knows %d: %s%n",
                category, learned.images(), seconds, model, learned.known().size(),
                String.join(", ", learned.known()));
        if (!learned.skipped().isEmpty()) {
            shell.out().printf("%d of %d images could not be read and were left out.%n", learned.skipped().size(),
                    learned.skipped().size() + learned.images());
        }
        shell.out().printf(Locale.ROOT, "Threshold %.4g. False alarms to expect: %s.%n", product.thresholdDistance(),
                learned.falseAlarms());
        ReadingAdvice.of(product.statistics()).ifPresent(shell.out()::println);
    }

    private void report(ReplayBuffer replay) {
        if (!replay.classes().isEmpty()) {
            shell.out().println();
            shell.out().print(ReplayTable.of(replay.classes()));
        }
    }
}

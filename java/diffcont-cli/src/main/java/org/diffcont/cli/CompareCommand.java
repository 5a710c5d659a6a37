package org.diffcont.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffcont.error.ConfigurationException;
import org.diffcont.config.Detectors;
import org.diffcont.config.EmbeddingSettings;
import org.diffcont.config.Settings;
import org.diffcont.grid.Grid;
import org.diffcont.grid.GridAxis;
import org.diffcont.grid.GridPoint;
import org.diffcont.strategy.StatisticsSettings;
import org.diffcont.strategy.StrategySettings;
import org.diffcont.training.TrainingSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the benchmark for several strategies and detectors. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        sortOptions = false,
        description = {
            "Run the benchmark for several strategies and detectors, and put the results in one table.",
            "Every strategy is run with every detector; a detector that trains nothing is run once, since strategies "
                    + "differ in training. The first point is the one that the others are compared with. Ctrl-C stops "
                    + "after the current step, and the same command goes on."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  diffcont compare --profile paper --strategies diffcont,naive,joint --jobs 2 --out runs/three",
            "  diffcont compare --profile demo --detectors filter_bank,padim,patchcore --seeds 0,1 --out runs/three"
        })
final class CompareCommand implements Runnable {
    private static final String ANY = "any";
    private static final String INDEPENDENT = "independent";

    private final Shell shell;
    private boolean routedOtherwise;

    @Spec
    private CommandSpec spec;

    @Option(names = "--strategies", paramLabel = "NAME,...",
            description = "Values of the key strategy.name; the configuration's if not given.")
    private String strategies;

    @Option(names = "--detectors", paramLabel = "NAME,...",
            completionCandidates = ConfigurationOptions.DetectorNames.class,
            description = "Named detectors, each in place of the profile's: ${COMPLETION-CANDIDATES}.")
    private String detectors;

    @Mixin
    private GridOptions options = new GridOptions();

    CompareCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        if (strategies == null && detectors == null) {
            throw new ParameterException(spec.commandLine(), "compare needs --strategies or --detectors, or both");
        }
        if (detectors != null && options.configuration().detector() != null) {
            throw new ParameterException(spec.commandLine(), "--detector and --detectors exclude each other");
        }
        List<GridPoint> points = new ArrayList<>();
        for (Optional<String> detector : values("--detectors", detectors)) {
            for (Optional<String> strategy : values("--strategies", strategies)) {
                GridPoint point = point(strategy, detector);
                // Strategies differ in how the network is trained: where there is none, one run stands for all.
                if (points.stream().noneMatch(point::equals)) {
                    points.add(point);
                }
            }
        }
        noteFixedFeatures(points);
        if (routedOtherwise) {
            shell.err().println("Note: with a network for each class, none knows all classes: independent routes each "
                    + "image to the nearest class (routing.rule = nearest) where the others ask the network.");
        }
        new GridSession(shell, Grid.of(points, options.seeds(), options.orders()), options).run();
    }

    private static List<Optional<String>> values(String option, String text) {
        if (text == null) {
            return List.of(Optional.empty());
        }
        List<String> values = GridAxis.values(option, text);
        if (values.stream().distinct().count() != values.size()) {
            throw new ConfigurationException(option + " " + text + " names one twice; list different ones");
        }
        return values.stream().map(Optional::of).toList();
    }

    private GridPoint point(Optional<String> strategy, Optional<String> detector) {
        Map<String, String> keys = new LinkedHashMap<>();
        strategy.ifPresent(name -> keys.put("strategy.name", name));
        if (detector.isPresent() && !Detectors.readsNetwork(detector.get())) {
            // Also over --set training.steps=..., which is meant for the others.
            keys.putAll(Map.of("training.epochs", "0", "training.steps", "0"));
        }
        String named = detector.orElse(options.configuration().detector());
        if (strategy.filter(INDEPENDENT::equals).isPresent() && options.configuration().resolve(GridOptions.PROFILE,
                named, withoutStrategy(keys)).routesByNetwork()) {
            keys.put("routing.rule", "nearest");
            routedOtherwise = true;
        }
        Settings settings = options.configuration().resolve(GridOptions.PROFILE, named, keys);
        boolean any = strategy.isPresent() && !TrainingSettings.hasNetwork(settings) && keepsStatistics(settings);
        Map<String, String> choices = new LinkedHashMap<>();
        strategy.ifPresent(name -> choices.put("strategy", any ? ANY : name));
        detector.ifPresent(name -> choices.put("detector", name));
        return new GridPoint(String.join("_", choices.values()), choices,
                any ? settings.with("strategy.name", "diffcont") : settings);
    }

    private static Map<String, String> withoutStrategy(Map<String, String> keys) {
        Map<String, String> others = new LinkedHashMap<>(keys);
        others.put("strategy.name", "naive");
        return others;
    }

    private static boolean keepsStatistics(Settings settings) {
        return settings.get(StatisticsSettings.class).oldClasses() == StatisticsSettings.OldClasses.KEEP;
    }

    /** Strategies that never touch what images are read by differ in little: better known before than after. */
    private void noteFixedFeatures(List<GridPoint> points) {
        boolean fixed = points.stream().map(GridPoint::settings).anyMatch(settings -> TrainingSettings.hasNetwork(settings)
                && settings.get(StrategySettings.class).name() != StrategySettings.Name.JOINT && keepsStatistics(settings)
                && settings.embedding().network() == EmbeddingSettings.Network.FIRST);
        if (fixed && strategies != null && strategies.contains(",")) {
            shell.err().println("Note: images are read with the first experience's network (embedding.network = "
                    + "first), which only joint changes later; the other strategies will detect alike. "
                    + "--set embedding.network=current reads with the network as it is trained.");
        }
    }
}

package org.diffcont.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.diffcont.model.ModelFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reports what DiffCont runs on. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        description = "Show versions, CPU features, memory, native libraries and GPUs; or what a model has learned.",
        footerHeading = "%nExamples:%n",
        footer = {"  diffcont info", "  diffcont info --model runs/demo/model",
            "  diffcont info --model runs/demo/model --all"})
final class InfoCommand implements Runnable {
    private final Shell shell;
    private final List<InfoSection> sections;

    @Option(names = "--model", paramLabel = "DIR",
            description = "Show this model's classes, their readings, tails and thresholds instead.")
    private Path model;

    @Option(names = "--all", description = "With --model: its configuration too.")
    private boolean all;

    InfoCommand(Shell shell) {
        this(shell, List.of(new VersionSection(), new CpuSection(Path.of("/proc/cpuinfo")),
                new MemorySection(Path.of("/proc/meminfo")), new NativeSection(), new TrunkSection(),
                new DeviceSection()));
    }

    InfoCommand(Shell shell, List<InfoSection> sections) {
        this.shell = shell;
        this.sections = sections;
    }

    @Override
    public void run() {
        if (model != null) {
            ModelReport.print(new ModelFolder(model), all, shell.out());
            return;
        }
        int width = sections.stream().flatMap(section -> section.entries().keySet().stream())
                .mapToInt(String::length).max().orElse(0);
        String separator = "";
        for (InfoSection section : sections) {
            shell.out().println(separator + section.title());
            for (Map.Entry<String, String> entry : section.entries().entrySet()) {
                String indent = System.lineSeparator() + " ".repeat(width + 4);
                shell.out().println("  " + entry.getKey() + " ".repeat(width - entry.getKey().length() + 2)
                        + String.join(indent, entry.getValue().lines().toList()));
            }
            separator = System.lineSeparator();
        }
    }
}

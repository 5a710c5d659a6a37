package org.diffcont.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** Reports what DiffCont runs on. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        description = "Show versions, CPU features and memory.",
        footerHeading = "%nExample:%n",
        footer = "  diffcont info")
final class InfoCommand implements Runnable {
    private final Shell shell;
    private final List<InfoSection> sections;

    InfoCommand(Shell shell) {
        this(shell, List.of(new VersionSection(), new CpuSection(Path.of("/proc/cpuinfo")),
                new MemorySection(Path.of("/proc/meminfo"))));
    }

    InfoCommand(Shell shell, List<InfoSection> sections) {
        this.shell = shell;
        this.sections = sections;
    }

    @Override
    public void run() {
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

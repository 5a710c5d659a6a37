package org.diffcont.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The machine's memory, and what Java may take of it.
 *
 * @param meminfo Linux's {@code /proc/meminfo}
 */
record MemorySection(Path meminfo) implements InfoSection {
    @Override
    public String title() {
        return "Memory";
    }

    @Override
    public Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(meminfo);
        } catch (IOException e) {
            lines = List.of();
        }
        entries.put("total", mebibytes(lines, "MemTotal:"));
        entries.put("available", mebibytes(lines, "MemAvailable:"));
        entries.put("Java heap", "at most " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
        return entries;
    }

    private static String mebibytes(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("\\D", ""))
                .filter(digits -> !digits.isEmpty())
                .map(kibibytes -> Long.parseLong(kibibytes) / 1024 + " MiB")
                .findFirst()
                .orElse("unknown");
    }
}

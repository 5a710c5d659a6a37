package org.diffcont.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The CPU and those of its features that decide how fast DiffCont is.
 *
 * @param cpuinfo Linux's {@code /proc/cpuinfo}
 */
record CpuSection(Path cpuinfo) implements InfoSection {
    /** avx2 and fma: f32 arithmetic; the others: bf16 arithmetic, several times faster. */
    private static final List<String> FEATURES =
            List.of("avx2", "fma", "avx512f", "avx512_bf16", "amx_tile", "amx_bf16");

    @Override
    public String title() {
        return "CPU";
    }

    @Override
    public Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        List<String> lines = lines();
        entries.put("model", value(lines, "model name"));
        entries.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        Set<String> flags = Set.copyOf(Arrays.asList(value(lines, "flags").split(" +")));
        for (String feature : FEATURES) {
            entries.put(feature, flags.contains(feature) ? "yes" : "no");
        }
        return entries;
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(cpuinfo);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The first processor's value. */
    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name) && line.contains(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}

package org.diffcont.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.diffcont.nativecore.NativeRuntime;

/**
 * The machine that results were taken on.
 *
 * @param processor  its name, "unknown" where the system does not tell
 * @param processors that this process may use
 * @param load       processes that ran or wanted to in the last minute; negative where the system does not tell
 * @param java       version
 * @param core       what the native core says of itself, JSON
 */
record Machine(String processor, int processors, double load, String java, String core) {

    private static final double QUIET_LOAD = 0.5;

    static Machine now() throws IOException {
        return new Machine(processorName(), Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), Runtime.version().toString(),
                NativeRuntime.describeNetworkJson());
    }

    /** Whether nothing else worked here before the run. */
    boolean quiet() {
        return load <= QUIET_LOAD;
    }

    void write(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = mapper.createObjectNode().put("processor", processor).put("processors", processors)
                .put("load_before", load).put("quiet", quiet()).put("java", java)
                .put("omp_wait_policy", System.getenv("OMP_WAIT_POLICY"));
        root.set("core", mapper.readTree(core));
        mapper.writeValue(file.toFile(), root);
    }

    private static String processorName() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return "unknown";
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("model name")).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("unknown");
        }
    }
}

package org.diffcont.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.diffcont.config.Settings;
import org.diffcont.machine.Machine;
import org.diffcont.machine.Precisions;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.NetworkLibrary;
import org.diffcont.training.TrainingSettings;

/** What a result was made with, for metrics.json: a figure means little without it. */
public final class Environment {
    private Environment() {
    }

    /** Versions, processor, threads, device and number format. */
    public static Map<String, Object> describe(Settings settings, Machine machine) {
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put("java", System.getProperty("java.vendor") + " " + Runtime.version());
        environment.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
            + System.getProperty("os.arch"));
        environment.put("cpu", cpuModel());
        environment.put("processors", Runtime.getRuntime().availableProcessors());
        environment.put("threads", machine.effectiveThreads());
        environment.put("device", Machine.deviceInUse());
        environment.put("dtype", machine.inference().name().toLowerCase(Locale.ROOT));
        environment.put("training_dtype", Precisions.ofTraining(
            settings.get(TrainingSettings.class).precision()).name().toLowerCase(Locale.ROOT));
        try {
            environment.put("native", new ObjectMapper().readTree(NativeRuntime.describeJson()));
            if (NetworkLibrary.isLoaded()) {
                environment.put("native_network", new ObjectMapper().readTree(NativeRuntime.describeNetworkJson()));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the native library describes itself in broken JSON", e);
        }
        return environment;
    }

    /** The processor's name, or "unknown". */
    public static String cpuModel() {
        return firstLine(Path.of("/proc/cpuinfo"), "model name");
    }

    /**
     * Lets {@link #peakMemoryBytes} begin anew, for a process that does several runs; nothing happens where the system
     * cannot.
     */
    static void forgetPeakMemory() {
        try {
            Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        } catch (IOException _) {
            // The figure is then of all the process did, which is what it can be.
        }
    }

    /** Largest memory this process has held, in bytes; 0 where the system does not say. */
    public static long peakMemoryBytes() {
        String text = firstLine(Path.of("/proc/self/status"), "VmHWM").replaceAll("\\D", "");
        return text.isEmpty() ? 0 : Long.parseLong(text) * 1024;
    }

    private static String firstLine(Path file, String key) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key)).map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst().orElse("unknown");
        } catch (IOException | java.io.UncheckedIOException e) {
            return "unknown";
        }
    }
}

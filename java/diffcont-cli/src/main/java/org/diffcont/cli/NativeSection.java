package org.diffcont.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.diffcont.error.ConfigurationException;
import org.diffcont.machine.Machine;
import org.diffcont.machine.Precisions;
import org.diffcont.nativecore.DetectLibrary;
import org.diffcont.nativecore.NativeException;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.NetworkLibrary;
import org.diffcont.nativecore.library.LoadReport;
import org.diffcont.nativecore.library.NativeLibraryException;

/** The native libraries and libtorch: which files were taken, where they were looked for, what they can do. */
final class NativeSection implements InfoSection {
    private static final String NO_NETWORK =
            "not loaded; only needed for networks, TorchScript backbones and GPUs";

    @Override
    public String title() {
        return "Native core";
    }

    @Override
    public Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        LoadReport detect = DetectLibrary.describe();
        LoadReport network = NetworkLibrary.describe();
        entries.put("libdiffcont_detect", detect.library().map(Object::toString).orElse("not loaded"));
        entries.put("libdiffcont_network", network.library().map(Object::toString).orElse(NO_NETWORK));
        entries.put("libtorch", network.libtorch().map(Object::toString).orElse("not loaded"));
        entries.put("looked for in", attempts(detect).equals(attempts(network)) ? attempts(detect)
                : attempts(detect) + "\nand for networks in\n" + attempts(network));
        if (detect.library().isPresent()) {
            put(entries, NativeRuntime::describeJson);
        }
        if (network.library().isPresent()) {
            put(entries, NativeRuntime::describeNetworkJson);
            precision(entries);
        }
        return entries;
    }

    private static String attempts(LoadReport report) {
        return report.attempts().stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    /** libtorch describes its threads in a dozen lines; the last names the library that runs them. */
    private static String shortened(String value) {
        return Failures.oneLine(value.lines().reduce("", (before, line) -> line.isBlank() ? before : line));
    }

    private static void put(Map<String, String> entries, Supplier<String> description) {
        try {
            new ObjectMapper().readTree(description.get()).properties()
                    .forEach(field -> entries.put(field.getKey(), shortened(field.getValue().asText())));
        } catch (JsonProcessingException | NativeException | NativeLibraryException e) {
            entries.put("description", "not available: " + Failures.oneLine(e.getMessage()));
        }
    }

    private static void precision(Map<String, String> entries) {
        String variable = System.getenv(Precisions.VARIABLE);
        try {
            entries.put("precision", Machine.read(null, Map.of("runtime.precision", "auto")).inference().name().toLowerCase(Locale.ROOT)
                    + (variable == null || variable.isBlank() ? " with runtime.precision=auto"
                            : ", by " + Precisions.VARIABLE));
        } catch (ConfigurationException e) {
            entries.put("precision", Failures.oneLine(e.getMessage()));
        }
    }
}

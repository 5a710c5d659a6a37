package org.diffcont.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.diffcont.error.ConfigurationException;
import org.diffcont.machine.Machine;
import org.diffcont.machine.Precisions;
import org.diffcont.nativecore.NativeException;
import org.diffcont.nativecore.NativeLibrary;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.loader.LoadReport;
import org.diffcont.nativecore.loader.NativeLibraryException;

/** The native library and libtorch: which files were taken, where they were looked for, what they can do. */
final class NativeSection implements InfoSection {
    @Override
    public String title() {
        return "Native core";
    }

    @Override
    public Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        LoadReport report = NativeLibrary.describe();
        entries.put("libdiffcont", report.library().map(Object::toString).orElse("not loaded"));
        entries.put("libtorch", report.libtorch().map(Object::toString).orElse("not loaded"));
        entries.put("looked for in", report.attempts().stream().map(Object::toString)
                .collect(Collectors.joining("\n")));
        if (report.library().isPresent()) {
            describe(entries);
        }
        return entries;
    }

    /** libtorch describes its threads in a dozen lines; the last names the library that runs them. */
    private static String shortened(String value) {
        return Failures.oneLine(value.lines().reduce("", (before, line) -> line.isBlank() ? before : line));
    }

    private static void describe(Map<String, String> entries) {
        try {
            new ObjectMapper().readTree(NativeRuntime.describeJson()).properties()
                    .forEach(field -> entries.put(field.getKey(), shortened(field.getValue().asText())));
            String variable = System.getenv(Precisions.VARIABLE);
            entries.put("precision", Machine.read(null, Map.of("runtime.precision", "auto")).inference().name().toLowerCase(Locale.ROOT)
                    + (variable == null || variable.isBlank() ? " with runtime.precision=auto"
                            : ", by " + Precisions.VARIABLE));
        } catch (ConfigurationException e) {
            entries.put("precision", Failures.oneLine(e.getMessage()));
        } catch (JsonProcessingException | NativeException | NativeLibraryException e) {
            entries.put("description", "not available: " + Failures.oneLine(e.getMessage()));
        }
    }
}

package org.diffcont.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.diffcont.model.HistoryEntry;
import org.diffcont.model.Step;

/** How {@code diffcont history} writes its result. */
enum HistoryFormat {
    TABLE {
        @Override
        String write(List<HistoryEntry> history) {
            Table table = new Table("version", "state", "time", "action", "classes", "images", "SHA-256", "MB",
                    "own MB");
            for (HistoryEntry entry : history) {
                Step step = entry.step();
                table.row(step.version(), state(entry), step.time(), action(step), joined(step, Step.ClassImages::name),
                        joined(step, c -> Integer.toString(c.images())),
                        joined(step, c -> c.sha256().substring(0, SHORT_HASH)),
                        entry.kept().map(k -> k.bytes() / MEGABYTE).orElse(null),
                        entry.kept().map(k -> k.ownBytes() / MEGABYTE).orElse(null));
            }
            return table.toString();
        }
    },
    JSON {
        @Override
        String write(List<HistoryEntry> history) {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (HistoryEntry entry : history) {
                Step step = entry.step();
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("version", step.version());
                row.put("current", entry.current());
                row.put("kept", entry.kept().isPresent());
                row.put("time", step.time());
                row.put("action", step.action());
                row.put("rolled_back_to", step.rolledBackTo());
                row.put("software", step.software());
                row.put("classes", step.classes());
                row.put("settings", step.settings());
                row.put("bytes", entry.kept().map(HistoryEntry.DiskUse::bytes).orElse(null));
                row.put("own_bytes", entry.kept().map(HistoryEntry.DiskUse::ownBytes).orElse(null));
                rows.add(row);
            }
            try {
                return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(rows)
                        + System.lineSeparator();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a history can always be written as JSON", e);
            }
        }
    };

    private static final int SHORT_HASH = 12;
    private static final double MEGABYTE = 1e6;

    /** The result as text, lines ended. */
    abstract String write(List<HistoryEntry> history);

    private static String state(HistoryEntry entry) {
        return entry.current() ? "current" : entry.kept().isPresent() ? "kept" : "";
    }

    private static String action(Step step) {
        return step.rolledBackTo() == null ? step.action() : step.action() + " to " + step.rolledBackTo();
    }

    private static String joined(Step step, Function<Step.ClassImages, String> part) {
        return step.classes().stream().map(part).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

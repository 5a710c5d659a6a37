package org.diffcont.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.diffcont.machine.Machine;
import org.diffcont.nativecore.NativeException;
import org.diffcont.nativecore.library.NativeLibraryException;

/** The GPUs, with the driver and libraries they are used through, or why none is used. */
final class DeviceSection implements InfoSection {
    @Override
    public String title() {
        return "GPU";
    }

    @Override
    public Map<String, String> entries() {
        try {
            return entries(Machine.devices());
        } catch (NativeException | NativeLibraryException e) {
            return Map.of("usable", "unknown: libdiffcont_network is not loaded");
        }
    }

    /** What {@link Machine#devices()} says, a line an entry. */
    static Map<String, String> entries(JsonNode devices) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("usable", devices.path("usable").asBoolean() ? "yes" : "no: " + devices.path("reason").asText());
        for (JsonNode device : devices.path("devices")) {
            String line = "%s, compute capability %s, %d multiprocessors, %d of %d MiB free";
            entries.put(device.path("device").asText(), line.formatted(device.path("name").asText(),
                    device.path("compute_capability").asText(), device.path("multiprocessors").asInt(),
                    mebibytes(device, "free_memory"), mebibytes(device, "total_memory")));
        }
        devices.path("libraries").properties().forEach(library ->
                entries.put(library.getKey(), library.getValue().asText()));
        return entries;
    }

    private static long mebibytes(JsonNode device, String field) {
        return device.path(field).asLong() >> 20;
    }
}

package org.diffcont.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.diffcont.machine.Machine;
import picocli.CommandLine.Option;

/** What a command computes with; a model does not bring that along. Use as a {@code @Mixin}. */
final class MachineOptions {
    @Option(names = "--threads", paramLabel = "N", description = "Threads to use; 0, the default, takes all cores.")
    private String threads;

    @Option(names = "--device", paramLabel = "DEVICE",
            description = "Where networks compute: cpu, the default, cuda, cuda:N, or auto: a GPU where there is one.")
    private String device;

    @Option(names = "--precision", paramLabel = "FORMAT",
            description = "Number format in which networks sample and embed: f32, the default, bf16, or auto: bf16 "
                    + "where the CPU or the GPU has it.")
    private String precision;

    /** The machine these options name. */
    Machine machine() {
        return Machine.read(null, overrides());
    }

    /**
     * The same for a command with a configuration, which may name it too; options go first.
     *
     * @param file  the configuration's file, or null
     * @param keys  the configuration's {@code --set}
     */
    Machine machine(Path file, Map<String, String> keys) {
        Map<String, String> all = new LinkedHashMap<>(keys);
        all.putAll(overrides());
        return Machine.read(file, all);
    }

    private Map<String, String> overrides() {
        Map<String, String> all = new LinkedHashMap<>();
        if (threads != null) {
            all.put("runtime.threads", threads);
        }
        if (device != null) {
            all.put("runtime.device", device);
        }
        if (precision != null) {
            all.put("runtime.precision", precision);
        }
        return all;
    }

    /** To be called before a model's networks are read. Says so on stderr when {@code auto} found no GPU. */
    static Machine take(Machine machine, Shell shell) {
        Machine.Taken taken = machine.take();
        if (!taken.fallback().isEmpty()) {
            shell.err().println("computing on the processor: " + taken.fallback());
            shell.err().flush();
        }
        return machine;
    }
}

package org.diffcont.cli;

import org.diffcont.config.RuntimeSettings;
import org.diffcont.strategy.Machine;
import picocli.CommandLine.Option;

/** What a command that works with a finished model computes with; a model does not bring that along. */
final class MachineOptions {
    @Option(names = "--threads", paramLabel = "N", description = "Threads to use; 0, the default, takes all cores.")
    private int threads;

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu",
            description = "Where networks compute: cpu, the default, cuda, cuda:N, or auto: a GPU where there is one.")
    private String device;

    /** To be called before a model's networks are read. */
    void use(Shell shell) {
        use(new RuntimeSettings(threads, device, false, RuntimeSettings.Precision.F32), shell);
    }

    /** The same for a configuration. Says so on stderr when {@code auto} found no GPU. */
    static Machine.Taken use(RuntimeSettings runtime, Shell shell) {
        Machine.Taken taken = Machine.use(runtime);
        if (!taken.fallback().isEmpty()) {
            shell.err().println("computing on the processor: " + taken.fallback());
            shell.err().flush();
        }
        return taken;
    }
}

package org.diffcont.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.diffcont.config.Settings;
import org.diffcont.error.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    Path folder;

    @Test
    void zeroThreadsMeansEveryCore() {
        assertEquals(Runtime.getRuntime().availableProcessors(), Machine.defaults().effectiveThreads());
        assertEquals(3, Machine.defaults().withThreads(3).effectiveThreads());
    }

    @Test
    void overridesWinOverAFileAndKeysOfOthersAreNotLookedAt() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), """
            runtime:
              threads: 2
              device: auto
            seed: 5
            """);
        assertEquals(new Machine(4, "auto", true, PrecisionChoice.AUTO), Machine.read(file, Map.of("runtime.threads",
            "4", "runtime.tf32", "true", "runtime.precision", "auto", "seed", "no number")));
        assertEquals(Machine.defaults(), Machine.read(null, Map.of()));
    }

    @Test
    void readsBackWhatItWrites() {
        Machine machine = new Machine(7, "cuda:1", true, PrecisionChoice.BF16);
        assertEquals(machine, Machine.read(null, machine.toMap()));
    }

    @Test
    void wrongKeysAndValuesAreNamed() {
        assertTrue(assertThrows(ConfigurationException.class, () -> Machine.read(null, Map.of("runtime.thread", "1")))
            .getMessage().startsWith("--set: unknown key 'runtime.thread'; nearest: runtime.threads"));
        assertEquals("--set: runtime.device is 'gpu', but it takes cpu, cuda, cuda:N or auto",
            assertThrows(ConfigurationException.class, () -> Machine.read(null, Map.of("runtime.device", "gpu")))
                .getMessage());
    }

    @Test
    void settingsKnowNothingOfIt() {
        assertEquals(Settings.defaults(), Settings.defaults().with(Map.of("runtime.threads", "7")));
        assertTrue(Settings.defaults().toMap().keySet().stream().noneMatch(key -> key.startsWith("runtime.")));
    }
}

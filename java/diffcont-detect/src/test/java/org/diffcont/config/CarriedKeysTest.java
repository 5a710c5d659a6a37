package org.diffcont.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.diffcont.error.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What detection alone makes of a configuration that a program with more modules wrote. */
class CarriedKeysTest {
    /** A group of a module above, two groups that detection shares with it, and one of the machine. */
    private static final String WRITTEN = """
        seed: 7
        runtime:
          threads: 3
        experience:
          order: [screw, bottle]
          calibration: 0.3
        training:
          epochs: 4
        run:
          heatmaps: false
          keep_checkpoints: 9
        """;

    @TempDir
    Path folder;

    private Settings read(String text) throws IOException {
        return Settings.readYaml(Files.writeString(folder.resolve("config.yaml"), text));
    }

    @Test
    void keysOfOtherModulesAreCarriedAndTheMachinesAreNot() throws IOException {
        Settings settings = read(WRITTEN);
        assertEquals(7, settings.seed());
        assertEquals(0.3, settings.get(HeldOutSettings.class).calibration());
        assertEquals(9, settings.run().keepCheckpoints());
        assertEquals(Map.of("experience.order", List.of("screw", "bottle"), "training.epochs", 4, "run.heatmaps",
            false), settings.carried());
        assertEquals(settings, read(settings.toYaml()));
        assertEquals(settings.carried(), settings.with("seed", "8").carried());
        assertTrue(settings.toMap().keySet().stream().noneMatch(key -> key.startsWith("runtime.")));
    }

    @Test
    void whatIsTypedMustBeKnown() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), WRITTEN);
        assertTrue(assertThrows(ConfigurationException.class, () -> Settings.read(null, file, Map.of())).getMessage()
            .contains("unknown key 'experience.order'"));
        assertThrows(ConfigurationException.class, () -> Settings.defaults().with("training.epochs", "4"));
    }
}

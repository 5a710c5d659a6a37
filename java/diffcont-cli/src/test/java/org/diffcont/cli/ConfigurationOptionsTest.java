package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diffcont.error.ConfigurationException;
import org.diffcont.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine;

class ConfigurationOptionsTest {
    @Command
    static final class Probe {
        @Mixin
        ConfigurationOptions configuration;
    }

    private static Settings resolve(String... arguments) {
        return CommandLine.populateCommand(new Probe(), arguments).configuration.resolve("demo");
    }

    @Test
    void profileFileAndOverridesAreLayered(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "training: {epochs: 4, steps: 9}");
        Settings settings = resolve("--profile", "paper", "--config", file.toString(), "--set", "training.epochs=5",
                "--set", "network.channels=32,64,96", "--seed", "7", "--threads", "2");
        assertEquals(Settings.profile("paper").embedding(), settings.embedding());
        assertEquals(5, settings.training().epochs());
        assertEquals(9, settings.training().steps());
        assertEquals(List.of(32, 64, 96), settings.network().channels());
        assertEquals(7, settings.seed());
        assertEquals(2, settings.runtime().threads());
    }

    @Test
    void commandsOwnProfileIsUsedWhenNoneIsGiven() {
        assertEquals(Settings.profile("demo"), resolve());
    }

    @Test
    void faultsNameKeyAndOption() {
        assertTrue(assertThrows(ConfigurationException.class, () -> resolve("--seed", "soon")).getMessage()
                .startsWith("--set: seed is 'soon'"));
        assertThrows(ConfigurationException.class, () -> resolve("--profile", "papr"));
        assertThrows(ParameterException.class, () -> resolve("--set", "training.epochs"));
    }

    @Test
    void helpNamesTheProfiles() {
        assertTrue(new CommandLine(new Probe()).getUsageMessage().contains("industrial, demo, paper"));
    }
}

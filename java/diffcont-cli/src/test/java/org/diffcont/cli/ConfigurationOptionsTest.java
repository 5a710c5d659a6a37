package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.diffcont.error.ConfigurationException;
import org.diffcont.config.Settings;
import org.diffcont.machine.Machine;
import org.diffcont.machine.PrecisionChoice;
import org.diffcont.training.TrainingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class ConfigurationOptionsTest {
    @Command
    static final class Probe {
        @Mixin
        ConfigurationOptions configuration;
    }

    private static ConfigurationOptions options(String... arguments) {
        return CommandLine.populateCommand(new Probe(), arguments).configuration;
    }

    private static Settings resolve(String... arguments) {
        return options(arguments).resolve("demo");
    }

    @Test
    void profileFileAndOverridesAreLayered(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "training: {epochs: 4, steps: 9}");
        Settings settings = resolve("--profile", "paper", "--config", file.toString(), "--set", "training.epochs=5",
                "--set", "network.channels=32,64,96", "--seed", "7");
        assertEquals(Settings.profile("paper").embedding(), settings.embedding());
        assertEquals(5, settings.get(TrainingSettings.class).epochs());
        assertEquals(9, settings.get(TrainingSettings.class).steps());
        assertEquals(List.of(32, 64, 96), settings.network().channels());
        assertEquals(7, settings.seed());
    }

    @Test
    void theMachineIsNamedByItsOptionsThenSingleKeysThenTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "runtime: {threads: 4, device: auto}");
        String[] keys = {"--config", file.toString(), "--set", "runtime.threads=3", "--set", "runtime.precision=auto"};
        assertEquals(new Machine(3, "auto", false, PrecisionChoice.AUTO), options(keys).machine());
        String[] all = Arrays.copyOf(keys, keys.length + 2);
        all[keys.length] = "--threads";
        all[keys.length + 1] = "2";
        assertEquals(2, options(all).machine().threads());
        assertEquals(Settings.profile("demo"), resolve(all), "it is no part of the settings");
        Machine begun = new Machine(5, "cpu", true, PrecisionChoice.BF16);
        assertEquals(begun, options().machineOver(begun));
        assertEquals(begun.withThreads(2), options("--threads", "2").machineOver(begun));
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
        assertTrue(new CommandLine(new Probe()).getUsageMessage().replaceAll("\\s+", " ")
            .contains("industrial, training_free, demo, paper"));
    }
}

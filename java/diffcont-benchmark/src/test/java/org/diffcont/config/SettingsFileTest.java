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
import org.diffcont.replay.ReplaySettings;
import org.diffcont.training.TrainingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("mine.yaml"), text);
    }

    private String error(String text) throws IOException {
        Path file = file(text);
        String message = assertThrows(ConfigurationException.class, () -> Settings.read(null, file, Map.of()))
                .getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    @Test
    void laterLayersWin() throws IOException {
        Path file = file("""
                replay:
                  per_class: 20
                  ddim_steps: 20
                training.epochs: 4
                """);
        Settings settings = Settings.read("demo", file, Map.of("replay.ddim_steps", "30"));
        assertEquals(List.of(16, 32, 64), settings.network().channels(), "from the profile");
        assertEquals(20, settings.get(ReplaySettings.class).perClass(), "the file over the profile");
        assertEquals(30, settings.get(ReplaySettings.class).ddimSteps(), "--set over the file");
        assertEquals(4, settings.get(TrainingSettings.class).epochs(), "a dotted key");
        assertEquals(16, settings.get(TrainingSettings.class).batchCurrent(), "a default");
    }

    @ParameterizedTest
    @ValueSource(strings = {"paper", "demo"})
    void writtenSettingsReadBackEqual(String profile) throws IOException {
        Settings settings = Settings.profile(profile).with(Map.of("seed", "9223372036854775807",
                "experience.order", "true,12,null,a: b,alphabetical", "diffusion.beta_start", "1.25e-7",
                "training.learning_rate", "0.1"));
        assertEquals(settings, Settings.readYaml(file(settings.toYaml())));
    }

    @Test
    void writtenSettingsHoldEveryKey() {
        Map<String, Object> written = SettingsYaml.read(Settings.defaults().toYaml(), "test");
        assertEquals(Keys.all().stream().map(Key::name).toList(), List.copyOf(written.keySet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing here\n", "---\n"})
    void emptyFileChangesNothing(String text) throws IOException {
        assertEquals(Settings.defaults(), Settings.readYaml(file(text)));
    }

    @Test
    void exponentsWithoutAPointAreNumbers() throws IOException {
        assertEquals(3e-4, Settings.readYaml(file("training.learning_rate: 3e-4")).get(TrainingSettings.class)
                .learningRate());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "training: {epoch: 3}                  | unknown key 'training.epoch'; nearest: training.epochs",
        "training: 3                           | unknown key 'training'",
        "training.epochs: [1, 2]               | training.epochs is '[1, 2]', but it takes a whole number",
        "training.epochs:                      | training.epochs is '', but it takes a whole number",
        "network.channels: {a: 1}              | unknown key 'network.channels.a'",
        "data.strict: 1                        | data.strict is '1', but it takes true or false",
        "[1, 2]                                | not a mapping",
        "just words                            | not a mapping",
        "training: {epochs: 1, epochs: 2}      | not valid YAML at line 1",
        "training: {epochs: 1                  | not valid YAML",
        "{training: {epochs: 1}, training.epochs: 2} | training.epochs is set twice",
    })
    void faultyFileGivesOneLineThatNamesIt(String text, String message) throws IOException {
        String actual = error(text);
        assertTrue(actual.contains(message), actual);
    }

    @Test
    void missingBinaryOrFolderAsFileIsNamed() throws IOException {
        Path missing = folder.resolve("no.yaml");
        assertEquals(missing + ": no such configuration file",
                assertThrows(ConfigurationException.class, () -> Settings.readYaml(missing)).getMessage());
        assertEquals(folder + ": cannot be read: it is a folder; give a YAML file",
                assertThrows(ConfigurationException.class, () -> Settings.readYaml(folder)).getMessage());
        Path binary = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xff, (byte) 0xd8, 0, 1});
        assertEquals(binary + ": not a text file in UTF-8",
                assertThrows(ConfigurationException.class, () -> Settings.readYaml(binary)).getMessage());
    }
}

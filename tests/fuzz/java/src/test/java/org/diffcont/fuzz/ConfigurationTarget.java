package org.diffcont.fuzz;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.diffcont.config.Settings;
import org.diffcont.error.UserException;

/** Any bytes as a configuration file. What is read can be written and read again. */
public final class ConfigurationTarget implements Target {
    static final ConfigurationTarget INSTANCE = new ConfigurationTarget();

    private final Path file = Scratch.folder("configuration").resolve("config.yaml");

    public static void fuzzerTestOneInput(byte[] input) {
        INSTANCE.run(input);
    }

    @Override
    public boolean run(byte[] input) {
        Scratch.write(file, input);
        Settings settings;
        try {
            settings = Settings.readYaml(file);
        } catch (UserException _) {
            return false;
        }
        Scratch.write(file, settings.toYaml().getBytes(StandardCharsets.UTF_8));
        if (!Settings.readYaml(file).equals(settings)) {
            throw new AssertionError("settings changed when written and read again");
        }
        return true;
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(Settings.defaults().toYaml().getBytes(StandardCharsets.UTF_8),
            Settings.profile("paper").toYaml().getBytes(StandardCharsets.UTF_8),
            "seed: 3\nreplay.per_class: 2\nnetwork:\n  layers_per_block: 1\n".getBytes(StandardCharsets.UTF_8));
    }
}

package org.diffcont.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.diffcont.operation.ReadingOptions;
import picocli.CommandLine.Option;

/** How a command on an existing model reads image files. */
final class FileOptions {
    @Option(names = "--strict", description = "Stop at an image that cannot be read, instead of skipping it.")
    private boolean strict;

    @Option(names = "--set", paramLabel = "KEY=VALUE",
            description = "Change a limit for image files, for example --set data.max_pixels=400000000; may be "
                    + "repeated. What was learned keeps all other keys.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    /** @throws org.diffcont.error.ConfigurationException for a key that a model fixes */
    ReadingOptions reading() {
        Map<String, String> all = new LinkedHashMap<>(overrides);
        if (strict) {
            all.put("data.strict", "true");
        }
        return new ReadingOptions(all);
    }
}

package org.diffcont.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes a target's good inputs as files, for Jazzer. */
public final class Seeds {
    private Seeds() {
    }

    /** @param arguments  name of the target's class, folder */
    public static void main(String[] arguments) throws Exception {
        List<byte[]> seeds = Target.named(arguments[0]).seeds();
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(folder.resolve("seed" + i), seeds.get(i));
        }
    }
}

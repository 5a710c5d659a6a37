package org.diffcont.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.diffcont.files.FileNames;

/** The command's arguments as they were given: Java decodes them by the locale, and loses what it cannot express. */
final class Arguments {
    private static final Path GIVEN = Path.of("/proc/self/cmdline");

    private Arguments() {}

    /** The arguments, with bytes that are no text as {@link FileNames#decode} keeps them. */
    static String[] exact(String[] decoded) {
        if (Stream.of(decoded).allMatch(a -> a.chars().allMatch(c -> c < 0x80))) {
            return decoded;
        }
        try {
            return exact(decoded, Files.readAllBytes(GIVEN));
        } catch (IOException e) {
            return decoded;
        }
    }

    /** @param given  the process's program and arguments, each with a zero after it */
    static String[] exact(String[] decoded, byte[] given) {
        List<String> all = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < given.length; i++) {
            if (given[i] == 0) {
                all.add(FileNames.decode(Arrays.copyOfRange(given, from, i)));
                from = i + 1;
            }
        }
        return all.size() < decoded.length ? decoded
                : all.subList(all.size() - decoded.length, all.size()).toArray(String[]::new);
    }
}

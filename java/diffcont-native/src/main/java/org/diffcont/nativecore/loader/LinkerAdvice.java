package org.diffcont.nativecore.loader;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What to do about what the dynamic linker says. */
final class LinkerAdvice {
    private static final Pattern OLD_GLIBC = Pattern.compile("version `GLIBC_([0-9.]+)' not found");

    private LinkerAdvice() {
    }

    /** The linker's message on a file, and what to do where that is known. */
    static String with(String message, Path file, Platform platform) {
        Matcher glibc = OLD_GLIBC.matcher(message);
        if (glibc.find()) {
            return message + ": " + platform.glibcAdvice(glibc.group(1));
        }
        if (message.contains("failed to map segment")) {
            return message + ": the file system of " + file.getParent() + " may be mounted noexec; choose another "
                    + "folder with -D" + CachePlaces.PROPERTY + "=FOLDER or " + CachePlaces.VARIABLE;
        }
        if (message.contains("libstdc++.so.6") || message.contains("GLIBCXX_") || message.contains("libgcc_s.so.1")) {
            return message + ": install GCC's C++ runtime, version 12 or newer (Debian and Ubuntu: apt-get install "
                    + "libstdc++6)";
        }
        if (platform.glibc().isEmpty()) {
            return message + ": this system's C library is not glibc (musl, as Alpine Linux has?), for which the "
                    + "libraries are made";
        }
        return message;
    }
}

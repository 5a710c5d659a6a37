package org.diffcont.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.diffcont.operation.Version;

/** Versions of DiffCont and of what lies under it. */
final class VersionSection implements InfoSection {
    @Override
    public String title() {
        return "Versions";
    }

    @Override
    public Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("diffcont", Version.NUMBER);
        entries.put("Java", "%s (%s), %s".formatted(
                Runtime.version(), System.getProperty("java.vendor"), System.getProperty("java.home")));
        entries.put("system", "%s %s, %s".formatted(
                System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("os.arch")));
        entries.put("C library", cLibrary());
        return entries;
    }

    /** glibc's version; libtorch needs 2.35. */
    private static String cLibrary() {
        try {
            Process process = new ProcessBuilder("getconf", "GNU_LIBC_VERSION").redirectErrorStream(true).start();
            process.getOutputStream().close();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean known = process.waitFor(2, TimeUnit.SECONDS) && process.exitValue() == 0;
            return known ? answer : "not glibc";
        } catch (IOException e) {
            return "unknown (getconf is missing)";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}

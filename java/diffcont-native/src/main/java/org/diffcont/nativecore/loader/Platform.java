package org.diffcont.nativecore.loader;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * What decides which libraries run here.
 *
 * @param os            such as {@code linux}
 * @param architecture  of this Java, such as {@code x86_64} or {@code aarch64}
 * @param glibcSource   gives the version of the GNU C library, such as {@code 2.36}; empty where the C library is
 *                      another one. Asking the process takes some ten milliseconds, so it is asked when it matters
 */
record Platform(String os, String architecture, Supplier<Optional<String>> glibcSource) {
    private static final long LONGEST_VERSION = 32;

    static Platform of(Properties properties) {
        String architecture = properties.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return new Platform(properties.getProperty("os.name", "").toLowerCase(Locale.ROOT).replace(' ', '-'),
                architecture.equals("amd64") ? "x86_64" : architecture,
                Platform::glibcOfProcess);
    }

    Optional<String> glibc() {
        return glibcSource.get();
    }

    /** As in the folders of jars with libraries: {@code linux-x86_64}. */
    String name() {
        return os + "-" + architecture;
    }

    /** Whether the C library is glibc of this version or newer. */
    boolean hasGlibc(String needed) {
        return glibc().filter(version -> compare(version, needed) >= 0).isPresent();
    }

    /** Why libraries that need this glibc do not run here, and what does. */
    String glibcAdvice(String needed) {
        return "the libraries need glibc " + needed + " or newer, and this system has " + glibc().map(v -> "glibc " + v)
                .orElse("another C library (musl, as Alpine Linux has?)")
                + "; use Debian 12, Ubuntu 22.04, RHEL 10 or newer, or an image made from one";
    }

    private static int compare(String version, String other) {
        List<Integer> left = numbers(version);
        List<Integer> right = numbers(other);
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = left.get(i).compareTo(right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    private static List<Integer> numbers(String version) {
        return List.of(version.split("[^0-9]+")).stream().filter(part -> !part.isEmpty()).map(Integer::valueOf).toList();
    }

    private static Optional<String> glibcOfProcess() {
        Linker linker;
        try {
            linker = Linker.nativeLinker();
        } catch (UnsupportedOperationException noLinkerForThisArchitecture) {
            return Optional.empty();
        }
        return linker.defaultLookup().find("gnu_get_libc_version").map(function -> {
            try {
                MemorySegment version = (MemorySegment) linker.downcallHandle(function,
                        FunctionDescriptor.of(ValueLayout.ADDRESS)).invokeExact();
                return version.reinterpret(LONGEST_VERSION).getString(0);
            } catch (Throwable failure) {
                throw new AssertionError("gnu_get_libc_version takes nothing and cannot fail", failure);
            }
        });
    }
}

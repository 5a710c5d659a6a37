package org.diffcont.nativecore.loader;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Libraries carried inside a jar, in {@code org/diffcont/native/<os>-<architecture>/}, listed with their SHA-256 in
 * {@code files.sha256} there (the format of {@code sha256sum}). They are extracted into a cache folder named for that
 * list, so that versions live side by side: into a temporary folder, checked by hash, moved into place in one step.
 */
final class BundledLibrary {

    private static final String LIST = "files.sha256";
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *]([A-Za-z0-9_.+-]+)");

    private final Function<String, InputStream> resources;
    private final String folder;
    private final Path cache;

    /** @param resources opens a resource of the folder by its whole name; null when there is none */
    BundledLibrary(Function<String, InputStream> resources, String platform, Path cache) {
        this.resources = Objects.requireNonNull(resources, "resources");
        this.folder = "org/diffcont/native/" + platform + "/";
        this.cache = Objects.requireNonNull(cache, "cache");
    }

    static BundledLibrary ofJar(Map<String, String> environment, Properties properties) {
        String root = environment.get("XDG_CACHE_HOME");
        Path cache = root == null || root.isBlank()
                ? Path.of(properties.getProperty("user.home", ""), ".cache") : Path.of(root);
        String platform = (properties.getProperty("os.name", "") + "-" + properties.getProperty("os.arch", ""))
                .toLowerCase(Locale.ROOT).replace(' ', '-').replace("amd64", "x86_64");
        return new BundledLibrary(name -> BundledLibrary.class.getResourceAsStream("/" + name), platform,
                cache.resolve("diffcont"));
    }

    String place() {
        return folder;
    }

    /** The folder with the checked files; empty when the jar carries none. */
    Optional<Path> extract() throws LibraryFailure {
        try (InputStream list = resources.apply(folder + LIST)) {
            if (list == null) {
                return Optional.empty();
            }
            byte[] text = list.readAllBytes();
            Map<String, String> hashes = parse(text);
            Path target = cache.resolve(HexFormat.of().formatHex(sha256().digest(text), 0, 8));
            if (!matches(target, hashes)) {
                replace(target, hashes);
            }
            return Optional.of(target);
        } catch (IOException failure) {
            throw new LibraryFailure("cannot be extracted into " + cache + ": " + reason(failure), failure);
        }
    }

    private static Map<String, String> parse(byte[] text) throws IOException, LibraryFailure {
        Map<String, String> hashes = new LinkedHashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new ByteArrayInputStream(text), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher matcher = LINE.matcher(line);
                if (!matcher.matches()) {
                    throw new LibraryFailure(LIST + " has a line that is no hash and file name: '" + line + "'");
                }
                hashes.put(matcher.group(2), matcher.group(1));
            }
        }
        return hashes;
    }

    private void replace(Path target, Map<String, String> hashes) throws IOException, LibraryFailure {
        Files.createDirectories(cache);
        Path fresh = Files.createTempDirectory(cache, "extracting-");
        try {
            for (Map.Entry<String, String> file : hashes.entrySet()) {
                extractOne(fresh.resolve(file.getKey()), file.getKey(), file.getValue());
            }
            if (Files.exists(target)) {
                // Damaged. A rename cannot replace a folder that is not empty.
                Files.move(target, fresh.resolveSibling(fresh.getFileName() + "-damaged"));
                delete(fresh.resolveSibling(fresh.getFileName() + "-damaged"));
            }
            try {
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException lost) {
                // Another process put its own there first.
                if (!matches(target, hashes)) {
                    throw lost;
                }
            }
        } finally {
            delete(fresh);
        }
    }

    private void extractOne(Path file, String name, String hash) throws IOException, LibraryFailure {
        MessageDigest digest = sha256();
        try (InputStream resource = resources.apply(folder + name)) {
            if (resource == null) {
                throw new LibraryFailure(name + " is listed in " + LIST + " but missing from the jar");
            }
            Files.copy(new DigestInputStream(resource, digest), file);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(hash)) {
            throw new LibraryFailure(name + " does not have the hash listed in " + LIST + ": the jar is damaged");
        }
    }

    private static boolean matches(Path folder, Map<String, String> hashes) throws IOException {
        for (Map.Entry<String, String> file : hashes.entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (!Files.isRegularFile(path) || !hash(path).equals(file.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static String hash(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream content = new DigestInputStream(Files.newInputStream(file), digest)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String reason(IOException failure) {
        String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : " " + message);
    }
}

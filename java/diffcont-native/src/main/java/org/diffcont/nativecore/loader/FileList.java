package org.diffcont.nativecore.loader;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The libraries that belong together, in the order in which they are opened, with their SHA-256: a file as
 * {@code sha256sum} writes it.
 *
 * @param text    the file's content
 * @param hashes  file name → SHA-256 in hexadecimal
 */
record FileList(String text, Map<String, String> hashes) {
    static final String NAME = "files.sha256";

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *]([A-Za-z0-9_.+-]+)");
    private static final int ID_BYTES = 8;

    FileList {
        hashes = Collections.unmodifiableMap(new LinkedHashMap<>(hashes));
    }

    static FileList parse(String text) throws LibraryFailure {
        Map<String, String> hashes = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new LibraryFailure(NAME + " has a line that is no hash and file name: '" + line + "'");
            }
            hashes.put(matcher.group(2), matcher.group(1));
        }
        return new FileList(text, hashes);
    }

    /** The names, in the order of opening. */
    List<String> names() {
        return List.copyOf(hashes.keySet());
    }

    /** Tells these libraries from any others: the beginning of the list's own SHA-256. */
    String id() {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)), 0, ID_BYTES);
    }

    /** Whether a folder holds all the files, with these hashes. */
    boolean matches(Path folder) throws IOException {
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

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}

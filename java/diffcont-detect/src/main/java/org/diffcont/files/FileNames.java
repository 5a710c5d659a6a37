package org.diffcont.files;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;

/**
 * Names of files as a Unix file system has them: any bytes. Java reads and writes them in the encoding of the process's
 * locale and loses those that it lacks; here they are UTF-8 whatever the locale, and bytes that are no UTF-8 are kept.
 */
public final class FileNames {
    /** A byte that is no UTF-8 is the lone surrogate of this and the byte, which no text holds. */
    private static final char NO_TEXT = '\uDC00';
    private static final char LOST = '\uFFFD';
    private static final boolean UTF_8_LOCALE = "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));

    private FileNames() {
    }

    /** A name's bytes as a string that {@link #path} takes; bytes that are no UTF-8 are lone surrogates in it. */
    public static String decode(byte[] name) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(name);
        CharBuffer out = CharBuffer.allocate(name.length);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (NO_TEXT + (in.get() & 0xFF)));
            }
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }

    /**
     * The path that a string names, whatever the locale.
     *
     * @param name  text, or what {@link #decode} made; what no file can be called names a file that is not there
     */
    public static Path path(String name) {
        String possible = name.replace('\0', LOST);
        if (UTF_8_LOCALE && allText(possible) || ascii(possible)) {
            return Path.of(possible);
        }
        Path here = Path.of("").toAbsolutePath();
        boolean absolute = possible.startsWith("/");
        StringBuilder uri = new StringBuilder("file://").append(absolute ? "" : rawPath(here));
        for (String part : possible.split("/+")) {
            if (!part.isEmpty()) {
                uri.append('/');
                for (byte b : bytes(part)) {
                    uri.append('%').append(HexFormat.of().toHexDigits(b));
                }
            }
        }
        Path path = Path.of(URI.create(uri.toString()));
        return absolute ? path : path.subpath(here.getNameCount(), path.getNameCount());
    }

    /** The path as people and other programs read it: bytes that are no UTF-8 stand as {@code \xFF}. */
    public static String text(Path path) {
        return escape(decoded(path), false, false);
    }

    /** As {@link #text}, on one line: control characters stand as {@code \x0A}, too. */
    public static String printable(Path path) {
        return escape(decoded(path), true, false);
    }

    /** As {@link #printable}, with each backslash doubled: no two paths have the same. */
    public static String key(Path path) {
        return escape(decoded(path), true, true);
    }

    /** The path of a {@link #key}. */
    public static Path fromKey(String key) {
        StringBuilder name = new StringBuilder(key.length());
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) != '\\') {
                name.append(key.charAt(i));
            } else if (key.startsWith("\\x", i) && i + 4 <= key.length()) {
                int b = HexFormat.fromHexDigits(key, i + 2, i + 4);
                name.append((char) (b < 0x80 ? b : NO_TEXT + b));
                i += 3;
            } else {
                name.append('\\');
                i++;
            }
        }
        return path(name.toString());
    }

    /** Whether the path is text: {@link #text} is all of it then, and nothing stands for something else. */
    public static boolean isText(Path path) {
        return allText(decoded(path));
    }

    /** The path as {@link #path} takes it, with nothing lost. */
    public static String decoded(Path path) {
        String text = path.toString();
        boolean exact = UTF_8_LOCALE ? text.indexOf(LOST) < 0 : ascii(text);
        if (exact || path.getFileSystem() != FileSystems.getDefault()) {
            return text;
        }
        // A URI alone shows a path's bytes; it is absolute, and ends with a slash where there is such a folder.
        String all = decode(percentDecoded(rawPath(path)));
        if (path.isAbsolute()) {
            return all;
        }
        int here = decode(percentDecoded(rawPath(Path.of("").toAbsolutePath()))).length();
        return all.substring(here + 1);
    }

    /** Without a slash at its end; the root is empty. */
    private static String rawPath(Path path) {
        String raw = path.toUri().getRawPath();
        return raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    }

    private static byte[] percentDecoded(String raw) {
        byte[] bytes = new byte[raw.length()];
        int count = 0;
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%') {
                bytes[count++] = (byte) HexFormat.fromHexDigits(raw, i + 1, i + 3);
                i += 2;
            } else {
                bytes[count++] = (byte) raw.charAt(i);
            }
        }
        return Arrays.copyOf(bytes, count);
    }

    /** Of text and of what {@link #decode} made of other bytes. */
    private static byte[] bytes(String name) {
        ByteBuffer bytes = ByteBuffer.allocate(3 * name.length());
        int from = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || loneAt(name, i)) {
                bytes.put(name.substring(from, i).getBytes(StandardCharsets.UTF_8));
                if (i < name.length()) {
                    bytes.put((byte) (name.charAt(i) - NO_TEXT));
                }
                from = i + 1;
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** The low half of a pair is text, and may look like such a byte. */
    private static boolean loneAt(String name, int i) {
        char c = name.charAt(i);
        return c >= NO_TEXT + 0x80 && c <= NO_TEXT + 0xFF && (i == 0 || !Character.isHighSurrogate(name.charAt(i - 1)));
    }

    private static boolean allText(String name) {
        return IntStream.range(0, name.length()).noneMatch(i -> loneAt(name, i));
    }

    private static boolean ascii(String name) {
        return name.chars().allMatch(c -> c < 0x80);
    }

    private static String escape(String name, boolean controls, boolean backslashes) {
        StringBuilder escaped = null;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean no = loneAt(name, i);
            boolean control = controls && (c < ' ' || c == 0x7F);
            boolean backslash = backslashes && c == '\\';
            if (no || control || backslash) {
                escaped = escaped == null ? new StringBuilder(name.length() + 8).append(name, 0, i) : escaped;
                escaped.append(backslash ? "\\\\" : "\\x" + HexFormat.of().withUpperCase().toHexDigits((byte) c));
            } else if (escaped != null) {
                escaped.append(c);
            }
        }
        return escaped == null ? name : escaped.toString();
    }
}

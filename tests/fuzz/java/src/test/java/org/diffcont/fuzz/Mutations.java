package org.diffcont.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Blind changes to good inputs, the same for the same seed. */
final class Mutations {
    private static final int LONGEST = 64 * 1024;
    private static final byte[] TEXT = "0123456789-+.eE{}[]\":, \\u\n".getBytes(StandardCharsets.US_ASCII);
    private static final List<byte[]> WORDS = List.of("null", "true", "[]", "{}", "\"\"", "-1", "NaN", "1e999",
        "2147483648", "9223372036854775807", "0.0", "\"../x\"").stream()
        .map(word -> word.getBytes(StandardCharsets.US_ASCII)).toList();
    private static final int[] EDGES = {0, 1, 0x7F, 0x80, 0xFF};

    private final List<byte[]> seeds;
    private final SplittableRandom random;

    Mutations(List<byte[]> seeds, long seed) {
        this.seeds = seeds;
        this.random = new SplittableRandom(seed);
    }

    byte[] next() {
        byte[] bytes = any(seeds).clone();
        for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
            bytes = changed(bytes);
        }
        return bytes.length > LONGEST ? Arrays.copyOf(bytes, LONGEST) : bytes;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private byte[] changed(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        int at = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(24));
        return switch (random.nextInt(9)) {
            case 0 -> set(bytes, at, bytes[at] ^ 1 << random.nextInt(8));
            case 1 -> set(bytes, at, random.nextInt(256));
            case 2 -> set(bytes, at, TEXT[random.nextInt(TEXT.length)]);
            case 3 -> set(bytes, at, EDGES[random.nextInt(EDGES.length)]);
            case 4 -> Arrays.copyOf(bytes, at);
            case 5 -> joined(bytes, at, new byte[0], bytes, end);
            case 6 -> joined(bytes, at, Arrays.copyOfRange(bytes, at, end), bytes, at);
            case 7 -> token(bytes, at);
            default -> {
                byte[] other = any(seeds);
                yield joined(bytes, at, new byte[0], other, Math.min(at, other.length));
            }
        };
    }

    /** Puts a word in the place of the JSON or YAML value, or the field, that {@code at} is in. */
    private byte[] token(byte[] bytes, int at) {
        int from = at;
        while (from > 0 && !isBreak(bytes[from - 1])) {
            from--;
        }
        int to = at;
        while (to < bytes.length && !isBreak(bytes[to])) {
            to++;
        }
        return joined(bytes, from, any(WORDS), bytes, to);
    }

    private static boolean isBreak(byte b) {
        return b == ',' || b == ':' || b == '\n' || b == '{' || b == '}' || b == '[' || b == ']' || b == ' ';
    }

    private static byte[] set(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        return bytes;
    }

    private static byte[] joined(byte[] head, int headEnd, byte[] middle, byte[] tail, int tailStart) {
        byte[] all = Arrays.copyOf(head, headEnd + middle.length + tail.length - tailStart);
        System.arraycopy(middle, 0, all, headEnd, middle.length);
        System.arraycopy(tail, tailStart, all, headEnd + middle.length, tail.length - tailStart);
        return all;
    }
}

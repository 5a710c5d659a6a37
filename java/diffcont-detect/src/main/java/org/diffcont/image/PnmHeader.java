package org.diffcont.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The header of a PBM, PGM or PPM file (Netpbm).
 *
 * @param kind     1 to 6: P1 to P3 are text, P4 to P6 binary; bits, grey, colour
 * @param maximum  the sample that stands for white; 1 for bits
 * @param end      where the samples begin
 */
record PnmHeader(int kind, int width, int height, int maximum, int end) {
    /** Empty when there is none, or it is damaged. */
    static Optional<PnmHeader> of(byte[] file) {
        int kind = file.length < 3 ? 0 : file[1] - '0';
        if (kind < 1 || kind > 6) {
            return Optional.empty();
        }
        boolean bits = kind == 1 || kind == 4;
        int[] numbers = {0, 0, 1};
        int at = 2;
        for (int i = 0; i < (bits ? 2 : 3); i++) {
            at = begin(file, at);
            long number = 0;
            int first = at;
            while (at < file.length && file[at] >= '0' && file[at] <= '9' && number < Integer.MAX_VALUE) {
                number = 10 * number + file[at++] - '0';
            }
            if (at == first || number < 1 || number > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            numbers[i] = (int) number;
        }
        return at < file.length && isSpace(file[at]) && numbers[2] < 1 << 16
            ? Optional.of(new PnmHeader(kind, numbers[0], numbers[1], numbers[2], at + 1)) : Optional.empty();
    }

    /** Whether samples are single bits. */
    boolean bits() {
        return kind == 1 || kind == 4;
    }

    /** The next byte that is neither white space nor comment. */
    private static int begin(byte[] file, int from) {
        int at = from;
        while (at < file.length && (isSpace(file[at]) || file[at] == '#')) {
            if (file[at] == '#') {
                while (at < file.length && file[at] != '\n' && file[at] != '\r') {
                    at++;
                }
            } else {
                at++;
            }
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }

    /**
     * The file with its samples as they are and a maximum of one or two full bytes: the reader would stretch samples to
     * these itself, in whole numbers, and takes large ones for negative.
     */
    byte[] unscaled(byte[] file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + 16);
        String full = bits() ? "" : maximum > 255 ? "65535\n" : "255\n";
        out.writeBytes(("P" + kind + "\n" + width + " " + height + "\n" + full).getBytes(StandardCharsets.US_ASCII));
        out.write(file, end, file.length - end);
        return out.toByteArray();
    }
}

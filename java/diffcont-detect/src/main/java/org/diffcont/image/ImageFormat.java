package org.diffcont.image;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The file formats we read, told apart by their first bytes and never by the file's name. */
enum ImageFormat {
    JPEG, PNG, BMP, TIFF;

    static Optional<ImageFormat> of(byte[] file) {
        if (starts(file, 0xFF, 0xD8, 0xFF)) {
            return Optional.of(JPEG);
        }
        if (starts(file, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return Optional.of(PNG);
        }
        if (starts(file, 'B', 'M')) {
            return Optional.of(BMP);
        }
        boolean tiff = starts(file, 'I', 'I', 42, 0) || starts(file, 'M', 'M', 0, 42);
        boolean bigTiff = starts(file, 'I', 'I', 43, 0) || starts(file, 'M', 'M', 0, 43);
        return tiff || bigTiff ? Optional.of(TIFF) : Optional.empty();
    }

    /** What a file that is none of ours seems to be, for the error message. */
    static String describeForeign(byte[] file) {
        if (starts(file, 'G', 'I', 'F', '8')) {
            return "GIF";
        }
        if (starts(file, 'R', 'I', 'F', 'F') && file.length >= 12
                && new String(file, 8, 4, StandardCharsets.ISO_8859_1).equals("WEBP")) {
            return "WebP";
        }
        if (file.length >= 12 && new String(file, 4, 4, StandardCharsets.ISO_8859_1).equals("ftyp")) {
            return "HEIF or AVIF";
        }
        if (starts(file, 0xFF, 0x4F, 0xFF, 0x51) || starts(file, 0, 0, 0, 12, 'j', 'P', ' ', ' ')) {
            return "JPEG 2000";
        }
        return "";
    }

    static boolean looksLikeText(byte[] file) {
        int length = Math.min(file.length, 512);
        for (int i = 0; i < length; i++) {
            int b = file[i] & 0xFF;
            boolean control = b < 32 && b != '\n' && b != '\r' && b != '\t' && b != '\f';
            if (control || b == 127) {
                return false;
            }
        }
        return true;
    }

    private static boolean starts(byte[] file, int... magic) {
        if (file.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((file[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}

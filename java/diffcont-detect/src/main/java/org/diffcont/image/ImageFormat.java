package org.diffcont.image;

import java.util.Optional;

/** The file formats we read, told apart by their first bytes and never by the file's name. */
enum ImageFormat {
    JPEG, PNG, BMP, TIFF,
    /** Bits, grey and colour: PBM, PGM and PPM. */
    PNM,
    WEBP;

    static Optional<ImageFormat> of(byte[] file) {
        if (starts(file, 0xFF, 0xD8, 0xFF)) {
            return Optional.of(JPEG);
        }
        if (starts(file, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return Optional.of(PNG);
        }
        if (starts(file, 'B', 'M') && !looksLikeText(file)) {
            return Optional.of(BMP);
        }
        if (file.length > 3 && starts(file, 'P') && file[1] >= '1' && file[1] <= '6' && file[2] <= ' '
                && (file[3] == '#' || file[3] <= '9')) {
            return Optional.of(PNM);
        }
        if (starts(file, 'R', 'I', 'F', 'F') && startsAt(file, 8, 'W', 'E', 'B', 'P')) {
            return Optional.of(WEBP);
        }
        boolean tiff = starts(file, 'I', 'I', 42, 0) || starts(file, 'M', 'M', 0, 42);
        boolean bigTiff = starts(file, 'I', 'I', 43, 0) || starts(file, 'M', 'M', 0, 43);
        return tiff || bigTiff ? Optional.of(TIFF) : Optional.empty();
    }

    @Override
    public String toString() {
        return switch (this) {
            case WEBP -> "WebP";
            case PNM -> "PGM or PPM";
            default -> name();
        };
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
        return startsAt(file, 0, magic);
    }

    static boolean startsAt(byte[] file, int from, int... magic) {
        if (file.length < from + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((file[from + i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}

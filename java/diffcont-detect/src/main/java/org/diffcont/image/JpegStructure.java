package org.diffcont.image;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * What the marker segments of a JPEG file say (ITU-T T.81, annex B). The decoder behind ImageIO fills a truncated file
 * up with grey and only warns, so completeness is judged here.
 *
 * @param process the marker of the frame header, which tells how it is coded; 0 when there is none
 * @param precision bits a sample
 * @param components colour components of the frame; 0 when there is no frame header
 * @param adobeTransform the colour transform of the Adobe APP14 segment (0 none, 1 YCbCr, 2 YCCK); −1 without one
 * @param complete whether the end-of-image marker follows the last scan
 */
record JpegStructure(int process, int precision, int components, int adobeTransform, boolean complete) {
    private static final int END_OF_IMAGE = 0xD9;
    private static final int START_OF_SCAN = 0xDA;
    private static final int APP0 = 0xE0;
    private static final int APP14 = 0xEE;
    private static final int APP15 = 0xEF;
    private static final int COMMENT = 0xFE;
    private static final int LOSSLESS = 0xC3;
    private static final int JPEG_LS = 0xF7;

    static JpegStructure parse(byte[] file) {
        int process = 0;
        int precision = 0;
        int components = 0;
        int transform = -1;
        int at = 2;
        while (true) {
            at = nextMarker(file, at);
            if (at < 0) {
                return new JpegStructure(process, precision, components, transform, false);
            }
            int marker = file[at++] & 0xFF;
            if (marker == END_OF_IMAGE) {
                return new JpegStructure(process, precision, components, transform, true);
            }
            if (isStandalone(marker)) {
                continue;
            }
            if (at + 2 > file.length) {
                return new JpegStructure(process, precision, components, transform, false);
            }
            int length = (file[at] & 0xFF) << 8 | file[at + 1] & 0xFF;
            int end = at + Math.max(length, 2);
            if (end > file.length) {
                return new JpegStructure(process, precision, components, transform, false);
            }
            if (isFrameHeader(marker) && length >= 8) {
                process = marker;
                precision = file[at + 2] & 0xFF;
                components = file[at + 7] & 0xFF;
            } else if (marker == APP14 && length >= 14 && isAdobe(file, at + 2)) {
                transform = file[at + 13] & 0xFF;
            }
            at = end;
        }
    }

    /** How it is coded, where that is not read; empty where it is. */
    Optional<String> refused() {
        return Optional.ofNullable(switch (process) {
            case 0, 0xC0, 0xC1, 0xC2 -> precision > 8 ? "JPEG of " + precision + " bits a sample" : null;
            case LOSSLESS -> null;
            case JPEG_LS -> "JPEG-LS";
            case 0xC9, 0xCA, 0xCB -> "JPEG of arithmetic coding";
            default -> "JPEG of hierarchical coding";
        });
    }

    /**
     * The file without its notes: comments and application segments other than JFIF's APP0 and Adobe's APP14. What is
     * left decides the pixels; a broken or foreign colour profile or camera note can then neither change nor stop the
     * decoding.
     */
    static byte[] withoutNotes(byte[] file) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
        int copied = 0;
        int at = 2;
        while ((at = nextMarker(file, at)) >= 0) {
            int marker = file[at++] & 0xFF;
            if (marker == END_OF_IMAGE || marker == START_OF_SCAN) {
                break;
            }
            if (isStandalone(marker)) {
                continue;
            }
            if (at + 2 > file.length) {
                break;
            }
            int length = Math.max((file[at] & 0xFF) << 8 | file[at + 1] & 0xFF, 2);
            if (length > file.length - at) {
                break;
            }
            if (isNote(marker)) {
                kept.write(file, copied, at - 2 - copied);
                copied = at + length;
            }
            at += length;
        }
        kept.write(file, copied, file.length - copied);
        return kept.toByteArray();
    }

    private static boolean isNote(int marker) {
        return marker == COMMENT || marker > APP0 && marker <= APP15 && marker != APP14;
    }

    /** Index of the next marker's code, from {@code at} on; scan data (0xFF 0x00 and restarts) is passed over. */
    private static int nextMarker(byte[] file, int at) {
        for (int i = at; i + 1 < file.length; i++) {
            int code = file[i + 1] & 0xFF;
            if ((file[i] & 0xFF) == 0xFF && code != 0x00 && code != 0xFF) {
                return i + 1;
            }
        }
        return -1;
    }

    private static boolean isStandalone(int marker) {
        return marker == 0x01 || marker >= 0xD0 && marker <= 0xD8;
    }

    private static boolean isFrameHeader(int marker) {
        return marker == JPEG_LS || marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static boolean isAdobe(byte[] file, int at) {
        return file[at] == 'A' && file[at + 1] == 'd' && file[at + 2] == 'o' && file[at + 3] == 'b'
                && file[at + 4] == 'e';
    }
}

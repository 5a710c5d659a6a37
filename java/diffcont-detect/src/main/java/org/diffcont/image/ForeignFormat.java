package org.diffcont.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of image file that is not read, told by its first bytes.
 *
 * @param advice  what to do with one
 */
record ForeignFormat(String name, String advice) {
    private static final String TO_PNG = "convert it to PNG";
    private static final String TO_JPEG = "convert it to JPEG or PNG";
    private static final String TO_TIFF = "convert it to 16-bit PNG or TIFF";
    private static final ForeignFormat RAW = new ForeignFormat("camera raw",
        "develop it to TIFF with 8 or 16 bits, or to PNG");
    private static final Set<String> HEIF_BRANDS = Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1");

    private static final List<Magic> KINDS = List.of(
        magic("GIF", TO_PNG, 0, "GIF8"),
        magic("JPEG 2000", TO_TIFF, 0, "\u00FFO\u00FFQ"), magic("JPEG 2000", TO_TIFF, 4, "jP  "),
        magic("JPEG XL", TO_JPEG, 0, "\u00FF\n"), magic("JPEG XL", TO_JPEG, 4, "JXL "),
        magic("JPEG XR", TO_JPEG, 0, "II\u00BC"),
        magic("PAM", "convert it to PPM or PNG", 0, "P7\n"),
        magic("PFM", TO_TIFF, 0, "PF\n"), magic("PFM", TO_TIFF, 0, "Pf\n"),
        magic("Photoshop", TO_TIFF, 0, "8BPS"), magic("icon", TO_PNG, 0, "\0\0\1\0"), magic("QOI", TO_PNG, 0, "qoif"),
        magic("OpenEXR", TO_TIFF, 0, "v/1\1"), magic("Radiance HDR", TO_TIFF, 0, "#?RADIANCE"),
        magic("FITS", TO_TIFF, 0, "SIMPLE  ="), magic("DICOM", TO_TIFF, 128, "DICM"), magic("DDS", TO_PNG, 0, "DDS "),
        magic("NumPy", TO_TIFF, 0, "\u0093NUMPY"), magic("HDF5", TO_TIFF, 0, "\u0089HDF"),
        raw(0, "IIU\0"), raw(0, "IIRO"), raw(0, "IIRS"), raw(0, "MMOR"), raw(0, "FUJIFILMCCD-RAW"), raw(0, "FOVb"),
        raw(0, "\0MRM"), raw(6, "HEAPCCDR"));

    private record Magic(ForeignFormat kind, int at, int[] bytes) {
    }

    private static Magic magic(String name, String advice, int at, String bytes) {
        return new Magic(new ForeignFormat(name, advice), at, bytes.chars().toArray());
    }

    private static Magic raw(int at, String bytes) {
        return new Magic(RAW, at, bytes.chars().toArray());
    }

    static Optional<ForeignFormat> of(byte[] file) {
        if (ImageFormat.startsAt(file, 4, 'f', 't', 'y', 'p') && file.length >= 16) {
            return ofBrands(file);
        }
        return KINDS.stream().filter(m -> ImageFormat.startsAt(file, m.at, m.bytes)).map(Magic::kind).findFirst();
    }

    /** ISO base media: the major brand, then after 4 bytes those it is compatible with. */
    private static Optional<ForeignFormat> ofBrands(byte[] file) {
        int end = Math.min(file.length, Math.max(16, file[3] & 0xFF));
        List<String> brands = Arrays.asList(new String(file, 8, end - 8, StandardCharsets.ISO_8859_1).split("(?<=\\G.{4})"));
        if (brands.contains("avif") || brands.contains("avis")) {
            return Optional.of(new ForeignFormat("AVIF", TO_JPEG));
        }
        if (brands.contains("crx ")) {
            return Optional.of(RAW);
        }
        return brands.stream().anyMatch(HEIF_BRANDS::contains)
            ? Optional.of(new ForeignFormat("HEIC (HEIF)", TO_JPEG))
            : Optional.of(new ForeignFormat("video", "take single pictures out of it, as PNG"));
    }
}

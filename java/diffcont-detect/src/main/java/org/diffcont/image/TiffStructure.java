package org.diffcont.image;

import com.twelvemonkeys.imageio.metadata.CompoundDirectory;
import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** What the tags of a TIFF file say (TIFF 6.0, BigTIFF), page by page. */
final class TiffStructure {
    private static final int NEW_SUBFILE_TYPE = 254;
    private static final int MAX_SAMPLE_VALUE = 281;
    private static final int S_MAX_SAMPLE_VALUE = 341;
    private static final int DNG_VERSION = 50706;

    private static final int REDUCED = 1;
    private static final int MASK = 4;

    private static final Set<Integer> SENSOR = Set.of(32803, 34892);
    private static final Set<Integer> READ_COMPRESSIONS = Set.of(1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946, 50013);
    private static final Map<Integer, String> COMPRESSIONS = Map.ofEntries(Map.entry(9, "JBIG"), Map.entry(10, "JBIG"),
        Map.entry(32766, "NeXT"), Map.entry(32809, "ThunderScan"), Map.entry(32908, "PixarFilm"),
        Map.entry(32909, "PixarLog"), Map.entry(33003, "JPEG 2000"), Map.entry(33004, "JPEG 2000"),
        Map.entry(33005, "JPEG 2000"), Map.entry(34661, "JBIG"), Map.entry(34676, "SGI LogLuv"),
        Map.entry(34677, "SGI LogLuv"), Map.entry(34712, "JPEG 2000"), Map.entry(34887, "LERC"),
        Map.entry(34892, "lossy JPEG of DNG"), Map.entry(34925, "LZMA"), Map.entry(34926, "Zstandard"),
        Map.entry(34927, "WebP"), Map.entry(34933, "PNG"), Map.entry(34934, "JPEG XR"), Map.entry(22610, "JPEG XR"),
        Map.entry(50000, "Zstandard"), Map.entry(50001, "WebP"), Map.entry(50002, "JPEG XL"),
        Map.entry(52546, "JPEG XL"));
    private static final Map<Integer, String> COLOURS = Map.of(4, "a transparency mask", 8, "CIE L*a*b* colour",
        9, "ICC L*a*b* colour", 10, "ITU L*a*b* colour", 32844, "logarithmic luminance", 32845, "logarithmic colour");
    private static final Map<Integer, String> FORMATS = Map.of(2, "signed", 3, "floating-point", 5, "complex",
        6, "complex");

    private TiffStructure() {
    }

    /**
     * What is not read, and what to do.
     *
     * @param what  as a noun
     */
    record Refusal(String what, String advice) {
    }

    /**
     * One image of the file.
     *
     * @param index        its place among all of the file, also the copies in small
     * @param orientation  1 to 8, as EXIF
     * @param samples      bits that are used, by the tags MaxSampleValue and SMaxSampleValue, where these are of the form
     *                     2^b − 1: others tell one image's largest sample
     */
    record Page(int index, int orientation, FileSamples samples, Optional<Refusal> refusal) {
    }

    /**
     * The pages; a copy in small and a mask is none.
     *
     * @throws IOException when the tags cannot be read, or there are none
     */
    static List<Page> pages(byte[] file) throws IOException {
        List<Directory> directories = directories(file);
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < directories.size(); i++) {
            if ((number(directories.get(i), NEW_SUBFILE_TYPE, 0) & (REDUCED | MASK)) == 0) {
                pages.add(page(directories.get(i), i));
            }
        }
        if (isCameraRaw(file, directories)) {
            return List.of(new Page(0, Orientation.AS_STORED, FileSamples.UNTOLD,
                Optional.of(new Refusal("a camera's raw data", "develop it to TIFF with 8 or 16 bits, or to PNG"))));
        }
        if (pages.isEmpty()) {
            pages.add(page(directories.getFirst(), 0));
        }
        return pages;
    }

    private static List<Directory> directories(byte[] file) throws IOException {
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            CompoundDirectory all = (CompoundDirectory) new TIFFReader().read(stream);
            List<Directory> directories = new ArrayList<>();
            for (int i = 0; i < all.directoryCount(); i++) {
                directories.add(all.getDirectory(i));
            }
            if (directories.isEmpty()) {
                throw new IOException("it has no image directory");
            }
            return directories;
        }
    }

    private static Page page(Directory tags, int index) {
        long orientation = number(tags, TIFF.TAG_ORIENTATION, Orientation.AS_STORED);
        return new Page(index, orientation >= 1 && orientation <= 8 ? (int) orientation : Orientation.AS_STORED,
            new FileSamples(0, declaredBits(tags), number(tags, TIFF.TAG_PHOTOMETRIC_INTERPRETATION, 1) == 0),
            refusal(tags));
    }

    private static int declaredBits(Directory tags) {
        for (int tag : new int[] {S_MAX_SAMPLE_VALUE, MAX_SAMPLE_VALUE}) {
            long largest = number(tags, tag, 0);
            if (largest > 0 && largest < 1 << 16 && Long.bitCount(largest + 1) == 1) {
                return Long.bitCount(largest);
            }
        }
        return 0;
    }

    private static Optional<Refusal> refusal(Directory tags) {
        int compression = (int) number(tags, TIFF.TAG_COMPRESSION, 1);
        if (!READ_COMPRESSIONS.contains(compression)) {
            String name = COMPRESSIONS.get(compression);
            return Optional.of(new Refusal("TIFF compression " + (name == null ? "" + compression : name),
                "save it with LZW, Deflate or no compression"));
        }
        String samples = FORMATS.get((int) number(tags, TIFF.TAG_SAMPLE_FORMAT, 1));
        long bits = number(tags, TIFF.TAG_BITS_PER_SAMPLE, 1);
        if (samples != null || bits > 16) {
            return Optional.of(new Refusal("a TIFF of " + bits + "-bit " + (samples == null ? "" : samples + " ")
                + "samples", "save it with 8 or 16 unsigned bits a sample"));
        }
        String colours = COLOURS.get((int) number(tags, TIFF.TAG_PHOTOMETRIC_INTERPRETATION, 1));
        return Optional.ofNullable(colours).map(c -> new Refusal("a TIFF of " + c, "save it as grey or RGB"));
    }

    /** Raw files are TIFF files whose first image is a small preview. */
    private static boolean isCameraRaw(byte[] file, List<Directory> directories) {
        boolean canon = file.length > 10 && file[8] == 'C' && file[9] == 'R';
        return canon || directories.stream().anyMatch(TiffStructure::isOfSensor);
    }

    private static boolean isOfSensor(Directory tags) {
        if (tags.getEntryById(DNG_VERSION) != null
                || SENSOR.contains((int) number(tags, TIFF.TAG_PHOTOMETRIC_INTERPRETATION, 1))) {
            return true;
        }
        Entry below = tags.getEntryById(TIFF.TAG_SUB_IFD);
        return below != null && switch (below.getValue()) {
            case Directory one -> isOfSensor(one);
            case Directory[] several -> List.of(several).stream().anyMatch(TiffStructure::isOfSensor);
            case null, default -> false;
        };
    }

    /** A tag's first value. */
    private static long number(Directory tags, int tag, long otherwise) {
        Entry entry = tags.getEntryById(tag);
        Object value = entry == null ? null : entry.getValue();
        if (value != null && value.getClass().isArray() && Array.getLength(value) > 0) {
            value = Array.get(value, 0);
        }
        return value instanceof Number number ? number.longValue() : otherwise;
    }
}

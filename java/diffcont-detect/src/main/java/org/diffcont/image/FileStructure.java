package org.diffcont.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.diffcont.error.UnreadableImageException;
import org.diffcont.error.UnreadableImageException.Problem;

/**
 * What a file's own structure says before its pixels are decoded.
 *
 * @param content      what the reader is given: the file, without what must not change its pixels
 * @param pages        images in it
 * @param index        of the page asked for, as the reader counts
 * @param orientation  1 to 8, as EXIF
 */
record FileStructure(byte[] content, int pages, int index, int orientation, FileSamples samples) {
    private static final String OTHER_CODING = "save it as PNG, or as baseline or progressive JPEG of 8 bits";
    /** Of a bitmap's header: what follows "BM", and the places of its own length and of the compression. */
    private static final int BMP_HEADER = 14;
    private static final int BMP_COMPRESSION = 30;
    /** RGB, run lengths of 8 and 4 bits, bit fields, also with alpha. */
    private static final Set<Integer> BMP_COMPRESSIONS = Set.of(0, 1, 2, 3, 6);

    /**
     * @throws UnreadableImageException when this kind is not read, or has no such page
     * @throws IOException when the structure is damaged
     */
    static FileStructure of(ImageInput input, byte[] bytes, ImageFormat format, ImageReading reading)
            throws IOException {
        FileStructure structure = switch (format) {
            case JPEG -> jpeg(input, bytes);
            case PNG -> png(bytes);
            case BMP -> bmp(input, bytes);
            case TIFF -> tiff(input, bytes, reading);
            case PNM -> pnm(bytes);
            case WEBP -> webp(input, bytes);
        };
        reading.checkPage(input, structure.pages());
        if (format != ImageFormat.TIFF && reading.page() > 1) {
            throw unsupported(input, "a later picture of an animated " + format + " file", "save it as a file of its own");
        }
        return structure;
    }

    private static UnreadableImageException unsupported(ImageInput input, String what, String advice) {
        return new UnreadableImageException(input.name(), Problem.UNSUPPORTED, what + " is not supported", advice, null);
    }

    private static FileStructure jpeg(ImageInput input, byte[] bytes) {
        JpegStructure.parse(bytes).refused().ifPresent(coding -> {
            throw unsupported(input, coding, OTHER_CODING);
        });
        return new FileStructure(JpegStructure.withoutNotes(bytes), 1, 0, Orientation.ofJpeg(bytes), FileSamples.UNTOLD);
    }

    /** OS/2's headers of 16 and 64 bytes have a meaning of their own for compressions from 3 on. */
    private static FileStructure bmp(ImageInput input, byte[] bytes) {
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = bytes.length < BMP_COMPRESSION + 4 ? 0 : header.getInt(BMP_HEADER);
        int compression = length < 16 || length > 124 ? 0 : header.getInt(BMP_COMPRESSION);
        if (compression > 2 && (length == 16 || length == 64) || !BMP_COMPRESSIONS.contains(compression)) {
            throw unsupported(input, "BMP compression " + compression, "save it without compression, or as PNG");
        }
        return new FileStructure(bytes, 1, 0, Orientation.AS_STORED, FileSamples.UNTOLD);
    }

    /** The chunks are those of the specification's third edition: eXIf, sBIT and, of animated files, acTL. */
    private static FileStructure png(byte[] bytes) {
        int orientation = PngStructure.chunk(bytes, "eXIf").map(Orientation::ofExif).orElse(Orientation.AS_STORED);
        int frames = PngStructure.chunk(bytes, "acTL").filter(c -> c.length >= 4).map(c -> ByteBuffer.wrap(c).getInt())
            .orElse(1);
        int significant = PngStructure.chunk(bytes, "sBIT").map(c -> IntStream.range(0, colours(c.length))
            .map(i -> c[i]).max().orElse(0)).orElse(0);
        return new FileStructure(bytes, Math.max(1, frames), 0, orientation,
            new FileSamples(0, significant < 1 || significant > 16 ? 0 : significant, false));
    }

    /** Without the last of 2 or 4 channels, which is alpha's. */
    private static int colours(int channels) {
        return channels == 2 || channels == 4 ? channels - 1 : channels;
    }

    private static FileStructure tiff(ImageInput input, byte[] bytes, ImageReading reading) throws IOException {
        List<TiffStructure.Page> pages = TiffStructure.pages(bytes);
        reading.checkPage(input, pages.size());
        TiffStructure.Page page = pages.get(reading.page() - 1);
        page.refusal().ifPresent(refusal -> {
            throw unsupported(input, refusal.what(), refusal.advice());
        });
        return new FileStructure(bytes, pages.size(), page.index(), page.orientation(), page.samples());
    }

    private static FileStructure pnm(byte[] bytes) throws IOException {
        PnmHeader header = PnmHeader.of(bytes).orElseThrow(() -> new IOException("its header cannot be read"));
        return new FileStructure(header.unscaled(bytes), 1, 0, Orientation.AS_STORED,
            header.bits() ? FileSamples.UNTOLD : new FileSamples(header.maximum(), 0, false));
    }

    private static FileStructure webp(ImageInput input, byte[] bytes) throws IOException {
        RiffChunks riff = RiffChunks.of(bytes);
        if (!riff.complete()) {
            throw new UnreadableImageException(input.name(), Problem.TRUNCATED, "the WebP file is truncated");
        }
        int orientation = riff.first("EXIF").map(c -> Orientation.ofExif(c.of(bytes))).orElse(Orientation.AS_STORED);
        int frames = riff.count("ANMF");
        if (frames > 0 && !firstFrameIsWhole(riff, bytes)) {
            throw unsupported(input, "an animated WebP file whose first picture is a part", "save it as PNG");
        }
        return new FileStructure(withoutProfile(riff, bytes), Math.max(1, frames), 0, orientation, FileSamples.UNTOLD);
    }

    /** A copy whose header tells of no colour profile, which the reader would apply. */
    private static byte[] withoutProfile(RiffChunks riff, byte[] bytes) {
        byte[] copy = bytes.clone();
        riff.first("VP8X").filter(c -> c.length() > 0).ifPresent(c -> copy[c.at()] &= ~0x20);
        return copy;
    }

    /** The canvas stands in VP8X after 4 bytes, a frame's place and size at the beginning of ANMF; 24 bits each. */
    private static boolean firstFrameIsWhole(RiffChunks riff, byte[] bytes) {
        RiffChunks.Chunk frame = riff.first("ANMF").orElseThrow();
        RiffChunks.Chunk canvas = riff.first("VP8X").orElse(frame);
        if (canvas.length() < 10 || frame.length() < 12) {
            return false;
        }
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return word(words, frame.at()) == 0 && word(words, frame.at() + 3) == 0
            && word(words, frame.at() + 6) == word(words, canvas.at() + 4)
            && word(words, frame.at() + 9) == word(words, canvas.at() + 7);
    }

    private static int word(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xFFFF | (bytes.get(at + 2) & 0xFF) << 16;
    }
}

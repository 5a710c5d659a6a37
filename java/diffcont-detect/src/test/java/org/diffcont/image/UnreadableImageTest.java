package org.diffcont.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.diffcont.error.UnreadableImageException.Problem;
import org.diffcont.error.UnreadableImageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnreadableImageTest {
    private static final ImageLimits ANY_SIDE = new ImageLimits(1_000_000, 1_000_000, 1);

    @TempDir
    Path folder;

    @Test
    void missingFile() {
        refused(folder.resolve("none.png"), Problem.MISSING, "there is no such file");
    }

    @Test
    void folderInPlaceOfAFile() {
        refused(folder, Problem.NOT_A_FILE, "it is a folder");
    }

    @Test
    void zeroByteFile() throws IOException {
        refused(write("empty.png", new byte[0]), Problem.EMPTY, "0 bytes");
    }

    @Test
    void textRenamedToAnImage() throws IOException {
        refused(write("notes.jpg", "just some notes\n".getBytes(StandardCharsets.UTF_8)), Problem.NOT_AN_IMAGE,
                "it is a text file");
    }

    @Test
    void bytesOfNoKnownKind() throws IOException {
        refused(write("noise.png", new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}), Problem.NOT_AN_IMAGE, "not an image");
    }

    @Test
    void imageKindThatWeDoNotRead() throws IOException {
        Path gif = TestFiles.picture(folder.resolve("anim.gif"), 20, 20, 1);
        refused(gif, Problem.UNSUPPORTED, "GIF files are not supported");
    }

    static Stream<Arguments> foreignKinds() {
        return Stream.of(Arguments.of("GIF89a......", "GIF"),
            Arguments.of("\0\0\0\fjP  \r\n...", "JPEG 2000"),
            Arguments.of("\u00FFO\u00FFQ........", "JPEG 2000"),
            Arguments.of("\u00FF\n..........", "JPEG XL"),
            Arguments.of("\0\0\0\fJXL \r\n...", "JPEG XL"),
            Arguments.of("II\u00BC\u0001........", "JPEG XR"),
            Arguments.of("\0\0\0\u0014ftypheic....mif1", "HEIC (HEIF)"),
            Arguments.of("\0\0\0\u0014ftypmif1....heic", "HEIC (HEIF)"),
            Arguments.of("\0\0\0\u0014ftypavif....mif1", "AVIF"),
            Arguments.of("\0\0\0\u0014ftypmif1....avif", "AVIF"),
            Arguments.of("\0\0\0\u0014ftypcrx ....isom", "camera raw"),
            Arguments.of("\0\0\0\u0014ftypisom....mp42", "video"),
            Arguments.of("FUJIFILMCCD-RAW....", "camera raw"),
            Arguments.of("IIRO............", "camera raw"),
            Arguments.of("8BPS............", "Photoshop"),
            Arguments.of("P7\nWIDTH 10......", "PAM"),
            Arguments.of("Pf\n10 10......", "PFM"),
            Arguments.of("qoif............", "QOI"));
    }

    @ParameterizedTest
    @MethodSource("foreignKinds")
    void imageKindIsCalledByItsNameWithWhatToConvertItTo(String content, String name) throws IOException {
        Path file = write("photo.jpg", content.getBytes(StandardCharsets.ISO_8859_1));
        refused(file, Problem.UNSUPPORTED, name + " files are not supported; ");
    }

    @ParameterizedTest
    @CsvSource({"34712, JPEG 2000", "50000, Zstandard", "34887, LERC", "34925, LZMA", "50001, WebP", "33003, JPEG 2000",
        "32809, ThunderScan", "34661, JBIG", "61234, 61234"})
    void tiffCompressionThatIsNotReadIsNotCalledDamage(int compression, String name) throws IOException {
        refused(changed("rgb8_lzw.tif", 259, compression), Problem.UNSUPPORTED,
            "TIFF compression " + name + " is not supported; save it with LZW, Deflate or no compression");
    }

    @ParameterizedTest
    @CsvSource({"262, 8, CIE L*a*b* colour", "262, 32803, raw data", "262, 32845, logarithmic colour", "258, 32, 32-bit",
        "262, 4, mask"})
    void otherKindsOfTiffAreNotCalledDamage(int tag, int value, String words) throws IOException {
        refused(changed("grey8_lzw.tif", tag, value), Problem.UNSUPPORTED, words);
    }

    /** A TIFF of the resources, little-endian, with one tag's value rewritten. */
    private Path changed(String name, int tag, int value) throws IOException {
        byte[] tiff = Files.readAllBytes(TestFiles.resource(name));
        ByteBuffer words = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
        int directory = words.getInt(4);
        for (int i = 0; i < words.getShort(directory); i++) {
            int entry = directory + 2 + 12 * i;
            if (words.getShort(entry) == (short) tag) {
                words.putShort(entry + 2, (short) 3).putInt(entry + 4, 1).putInt(entry + 8, value);
                return write(tag + "-" + value + ".tif", tiff);
            }
        }
        throw new IllegalArgumentException(name + " has no tag " + tag);
    }

    @ParameterizedTest
    @CsvSource({"201, 8, arithmetic coding", "202, 8, arithmetic coding", "197, 8, hierarchical coding",
        "192, 12, 12 bits a sample", "194, 12, 12 bits a sample", "247, 8, JPEG-LS"})
    void jpegOfAnotherCodingIsNotCalledDamage(int process, int precision, String words) throws IOException {
        byte[] jpeg = Files.readAllBytes(TestFiles.resource("rgb.jpg"));
        int frame = indexOf(jpeg, 0xFF, 0xC0);
        jpeg[frame + 1] = (byte) process;
        jpeg[frame + 4] = (byte) precision;
        refused(write("other.jpg", jpeg), Problem.UNSUPPORTED, words + " is not supported; save it as PNG");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 11, 12, 13})
    void bmpOfAnotherCodingIsNotCalledDamage(int compression) throws IOException {
        byte[] bmp = Files.readAllBytes(TestFiles.resource("rgb8.bmp"));
        bmp[30] = (byte) compression;
        refused(write("other.bmp", bmp), Problem.UNSUPPORTED, "BMP compression " + compression + " is not supported");
    }

    @ParameterizedTest
    @CsvSource({"BMW is a car", "P3 is a kind of text", "RIFF is a word, too"})
    void textThatBeginsAsAnImageDoesIsText(String text) throws IOException {
        refused(write("text.bmp", text.getBytes(StandardCharsets.UTF_8)), Problem.NOT_AN_IMAGE, "it is a text file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb8.webp", "lossy.webp", "rgba8.webp", "rotated6.webp", "grey8.pgm", "grey16.pgm",
        "rgb8.ppm", "grey8_text.pgm"})
    void everyOtherKindOfFileCutAnywhere(String name) throws IOException {
        byte[] whole = Files.readAllBytes(TestFiles.resource(name));
        for (double share : new double[] {.15, .3, .5, .9}) {
            Path cut = write("cut-" + name, Arrays.copyOf(whole, (int) (whole.length * share)));
            var e = assertThrows(UnreadableImageException.class, () -> ImageDecoder.decode(cut, ANY_SIDE),
                    () -> name + " cut to " + share);
            assertTrue(e.problem() == Problem.TRUNCATED || e.problem() == Problem.DAMAGED, e.getMessage());
        }
    }

    @Test
    void onePixelImage() {
        refused(TestFiles.picture(folder.resolve("dot.png"), 1, 1, 1), Problem.TOO_SMALL, "1×1 pixels");
        refused(TestFiles.picture(folder.resolve("line.bmp"), 500, 1, 1), Problem.TOO_SMALL, "500×1 pixels");
    }

    @Test
    void fileOverTheByteLimit() {
        Path file = TestFiles.picture(folder.resolve("big.bmp"), 100, 100, 1);
        var e = assertThrows(UnreadableImageException.class,
                () -> ImageDecoder.decode(file, new ImageLimits(1_000_000, 10_000, 1)));
        assertEquals(Problem.TOO_LARGE, e.problem());
        assertTrue(e.getMessage().contains("over the limit of 10000"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow.png", "slow.jpg", "slow.bmp"})
    void fileThatTakesTooLongIsGivenUp(String name) {
        Path file = TestFiles.picture(folder.resolve(name), 200, 200, 1);
        var e = assertThrows(UnreadableImageException.class,
                () -> ImageDecoder.decode(file, new ImageLimits(1_000_000, 1_000_000, 1, Duration.ofNanos(1))));
        assertEquals(Problem.TOO_SLOW, e.problem());
        assertTrue(e.getMessage().contains("data.max_decode_seconds"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb8_lzw.tif", "rgb16.tif", "jpeg.tif", "cmyk.jpg", "progressive.jpg"})
    void everyKindOfFileIsGivenUpWhenItTakesTooLong(String name) {
        var e = assertThrows(UnreadableImageException.class, () -> ImageDecoder.decode(TestFiles.resource(name),
                new ImageLimits(1_000_000, 1_000_000, 1, Duration.ofNanos(1))));
        assertEquals(Problem.TOO_SLOW, e.problem());
    }

    @Test
    void pngBombIsRefusedByItsHeader() throws IOException {
        refused(write("bomb.png", pngBomb(30_000, 30_000)), Problem.TOO_LARGE, "30000×30000 pixels are over the limit");
        refused(write("worse.png", pngBomb(Integer.MAX_VALUE, Integer.MAX_VALUE)), Problem.TOO_LARGE, "over the limit");
    }

    @Test
    void hugeSizesInOtherHeadersAreRefusedToo() throws IOException {
        byte[] bmp = Files.readAllBytes(TestFiles.resource("rgb8.bmp"));
        ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 30_000).putInt(22, 30_000);
        refused(write("bomb.bmp", bmp), Problem.TOO_LARGE, "30000×30000");

        byte[] tiff = Files.readAllBytes(TestFiles.resource("rgb16.tif"));
        ByteBuffer words = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
        int directory = words.getInt(4);
        words.putInt(directory + 2 + 8, 30_000).putInt(directory + 2 + 12 + 8, 30_000);
        refused(write("bomb.tif", tiff), Problem.TOO_LARGE, "30000×30000");

        byte[] jpeg = Files.readAllBytes(TestFiles.resource("rgb.jpg"));
        int frame = indexOf(jpeg, 0xFF, 0xC0);
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 30_000).putShort(frame + 7, (short) 30_000);
        refused(write("bomb.jpg", jpeg), Problem.TOO_LARGE, "30000×30000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jpg", "a.png", "a.bmp", "a.tif"})
    void fileCutAnywhere(String name) throws IOException {
        byte[] whole = Files.readAllBytes(TestFiles.picture(folder.resolve(name), 40, 30, 3));
        for (double share : new double[] {.05, .3, .5, .9, .99}) {
            Path cut = write("cut-" + name, Arrays.copyOf(whole, (int) (whole.length * share)));
            var e = assertThrows(UnreadableImageException.class, () -> ImageDecoder.decode(cut, ANY_SIDE),
                    () -> name + " cut to " + share);
            assertTrue(e.problem() == Problem.TRUNCATED || e.problem() == Problem.DAMAGED, e.getMessage());
            assertOneLine(e, cut);
        }
    }

    @Test
    void jpegWhoseEndMarkerIsMissingIsCalledTruncated() throws IOException {
        byte[] whole = Files.readAllBytes(TestFiles.picture(folder.resolve("a.jpg"), 64, 64, 3));
        refused(write("cut.jpg", Arrays.copyOf(whole, whole.length / 2)), Problem.TRUNCATED,
                "the JPEG file is truncated");
    }

    @Test
    void jpegWithAnEndMarkerButTooLittleDataIsCalledTruncated() throws IOException {
        byte[] whole = Files.readAllBytes(TestFiles.picture(folder.resolve("a.jpg"), 64, 64, 3));
        byte[] patched = Arrays.copyOf(whole, whole.length / 2);
        patched[patched.length - 2] = (byte) 0xFF;
        patched[patched.length - 1] = (byte) 0xD9;
        Path file = write("patched.jpg", patched);
        var e = assertThrows(UnreadableImageException.class, () -> ImageDecoder.decode(file, ANY_SIDE));
        assertTrue(e.problem() == Problem.TRUNCATED || e.problem() == Problem.DAMAGED, e.getMessage());
    }

    @Test
    void jpegFollowedByOtherBytesIsRead() throws IOException {
        byte[] whole = Files.readAllBytes(TestFiles.resource("rgb.jpg"));
        Path file = write("tail.jpg", Arrays.copyOf(whole, whole.length + 100));
        assertEquals(16, ImageDecoder.decode(file, ANY_SIDE).width());
    }

    @Test
    void pngWithAFlippedBitIsCalledDamaged() throws IOException {
        byte[] whole = Files.readAllBytes(TestFiles.picture(folder.resolve("a.png"), 40, 30, 3));
        whole[whole.length / 2] ^= 4;
        refused(write("flipped.png", whole), Problem.DAMAGED, "checksum");
    }

    @Test
    void floatingPointTiffIsRefused() throws IOException {
        byte[] tiff = Files.readAllBytes(TestFiles.resource("rgb16.tif"));
        ByteBuffer words = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
        int directory = words.getInt(4);
        // PlanarConfiguration, the last entry, becomes SampleFormat (339) = 3, floating point.
        int last = directory + 2 + 9 * 12;
        words.putShort(last, (short) 339).putInt(last + 8, 3);
        Path file = write("float.tif", tiff);
        var e = assertThrows(UnreadableImageException.class, () -> ImageDecoder.decode(file, ANY_SIDE));
        assertEquals(Problem.UNSUPPORTED, e.problem(), e.getMessage());
        assertOneLine(e, file);
    }

    @Test
    void aFileNameWithLineBreaksStillGivesOneLine() throws IOException {
        Path file = write("two\nlines.png", new byte[0]);
        var e = assertThrows(UnreadableImageException.class, () -> ImageDecoder.decode(file, ANY_SIDE));
        assertFalse(e.getMessage().contains("\n"));
        assertTrue(e.image().endsWith("two\\x0Alines.png"), e.image());
    }

    @Test
    void damageAnywhereGivesAnImageOrThisErrorAndNothingElse() throws IOException {
        Random random = new Random(20);
        try (Stream<Path> list = Files.list(TestFiles.resource("rgb8.png").getParent())) {
            List<Path> files = list.filter(f -> f.toString().matches(".*\\.(jpg|png|bmp|tif|webp|p[bgp]m)")).sorted().toList();
            assertTrue(files.size() > 30);
            int refused = 0;
            for (Path original : files) {
                byte[] whole = Files.readAllBytes(original);
                for (int trial = 0; trial < 30; trial++) {
                    byte[] damaged = whole.clone();
                    for (int i = 0; i < 1 + trial % 4; i++) {
                        damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt(256);
                    }
                    Path file = write("damaged", damaged);
                    try {
                        ImageDecoder.decode(file, ANY_SIDE);
                    } catch (UnreadableImageException e) {
                        refused++;
                        assertOneLine(e, file);
                    }
                }
            }
            assertTrue(refused > 300, "only " + refused + " refused");
        }
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static void refused(Path file, Problem problem, String words) {
        var e = assertThrows(UnreadableImageException.class, () -> ImageDecoder.decode(file, ImageLimits.DEFAULT));
        assertEquals(problem, e.problem(), e.getMessage());
        assertTrue(e.getMessage().contains(words), e.getMessage());
        assertOneLine(e, file);
    }

    private static void assertOneLine(UnreadableImageException e, Path file) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertTrue(e.getMessage().contains(file.getFileName().toString()), e.getMessage());
        assertTrue(e.getMessage().contains("; "), e.getMessage());
    }

    /** A few hundred bytes that claim to be a huge grey picture. */
    private static byte[] pngBomb(int width, int height) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        chunk(out, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).array());
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
            deflater.write(new byte[100_000]);
        }
        chunk(out, "IDAT", data.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] body = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(StandardCharsets.ISO_8859_1)).put(data).array();
        CRC32 crc = new CRC32();
        crc.update(body);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(body);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static int indexOf(byte[] bytes, int first, int second) {
        for (int i = 0; i + 1 < bytes.length; i++) {
            if ((bytes[i] & 0xFF) == first && (bytes[i + 1] & 0xFF) == second) {
                return i;
            }
        }
        throw new IllegalArgumentException("not found");
    }
}

package org.diffcont.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.diffcont.error.UnreadableImageException.Problem;
import org.diffcont.error.UnreadableImageException;

/** One image file whose size, kind and header have been checked, and whose pixels are not decoded yet. */
final class ImageFile {
    static {
        // Scratch files would put a full disk in the way of reading an image.
        ImageIO.setUseCache(false);
    }

    private final ImageInput input;
    private final byte[] bytes;
    private final ImageFormat format;
    private final FileStructure structure;
    private final int width;
    private final int height;
    private final ImageReading reading;

    private ImageFile(ImageInput input, byte[] bytes, ImageFormat format, FileStructure structure, int[] size,
            ImageReading reading) {
        this.input = input;
        this.bytes = bytes;
        this.format = format;
        this.structure = structure;
        this.width = size[0];
        this.height = size[1];
        this.reading = reading;
    }

    static ImageFile open(ImageInput input, ImageReading reading) {
        byte[] bytes = read(input, reading.limits());
        ImageFormat format = ImageFormat.of(bytes).orElseThrow(() -> foreign(input, bytes));
        FileStructure structure = guarded(input, format, () -> FileStructure.of(input, bytes, format, reading));
        int[] size = withReader(input, structure, format, (reader, warnings) ->
                new int[] {reader.getWidth(structure.index()), reader.getHeight(structure.index())});
        checkSize(input, size[0], size[1], reading.limits());
        return new ImageFile(input, bytes, format, structure, size, reading);
    }

    /** The file's content; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** Pixels that decoding will hold. */
    long pixels() {
        return (long) width * height;
    }

    DecodedImage decode() {
        checkComplete();
        DecodedImage stored = withReader(input, structure, format, this::readPixels);
        return new DecodedImage(Orientation.apply(stored.image(), structure.orientation()), stored.bits(),
            stored.taken(), stored.pages());
    }

    private DecodedImage readPixels(ImageReader reader, List<String> warnings) throws IOException {
        DecodedImage image;
        Deadline deadline = new Deadline(reading.limits().maxTime());
        reader.addIIOReadProgressListener(deadline);
        JpegStructure jpeg = format == ImageFormat.JPEG ? JpegStructure.parse(bytes) : null;
        if (jpeg != null && jpeg.components() == 4) {
            // read() would look for a CMYK profile among the system's files: another machine, other values.
            Raster raster = reader.readRaster(0, null);
            deadline.check(input);
            image = new DecodedImage(Samples.fromAdobeCmyk(raster, jpeg.adobeTransform() == 2),
                SampleBits.plain(SampleBits.BYTE), SampleBits.BYTE, structure.pages());
        } else {
            BufferedImage picture = reader.read(structure.index());
            deadline.check(input);
            image = Samples.toImage(picture, structure.samples(), reading.bits(), structure.pages())
                .orElseThrow(() -> new UnreadableImageException(input.name(), Problem.UNSUPPORTED, Samples.REFUSED));
        }
        for (String warning : warnings) {
            checkWarning(warning);
        }
        return image;
    }

    private void checkComplete() {
        switch (format) {
            case JPEG -> {
                if (!JpegStructure.parse(bytes).complete()) {
                    throw new UnreadableImageException(input.name(), Problem.TRUNCATED,
                            "the JPEG file is truncated (no end marker)");
                }
            }
            case PNG -> {
                switch (PngStructure.check(bytes)) {
                    case TRUNCATED -> throw new UnreadableImageException(input.name(), Problem.TRUNCATED,
                            "the PNG file is truncated (no end chunk)");
                    case DAMAGED -> throw new UnreadableImageException(input.name(), Problem.DAMAGED,
                            "the PNG file is damaged (a chunk fails its checksum)");
                    case COMPLETE -> { }
                }
            }
            // Their readers report missing data themselves.
            case BMP, TIFF, PNM, WEBP -> { }
        }
    }

    /** Decoders go on after damage and say so only in a warning; other warnings concern metadata. */
    private void checkWarning(String warning) {
        String text = warning.toLowerCase(Locale.ROOT);
        if (format == ImageFormat.WEBP && (text.contains("not implemented") || text.contains("alpha"))) {
            throw new UnreadableImageException(input.name(), Problem.UNSUPPORTED,
                "this kind of WebP is not supported (" + warning + ")");
        }
        if (text.contains("nothing to decode")) {
            throw new UnreadableImageException(input.name(), Problem.DAMAGED, "the file is damaged (" + warning + ")");
        }
        if (text.contains("premature end")) {
            throw new UnreadableImageException(input.name(), Problem.TRUNCATED, "the file is truncated (" + warning + ")");
        }
        if (text.contains("corrupt jpeg data") && !text.contains("extraneous")) {
            throw new UnreadableImageException(input.name(), Problem.DAMAGED, "the file is damaged (" + warning + ")");
        }
    }

    private static byte[] read(ImageInput input, ImageLimits limits) {
        return switch (input) {
            case ImageInput.File file -> read(file.path(), input, limits);
            case ImageInput.Bytes content -> {
                checkLength(input, content.bytes().length, limits);
                yield content.bytes();
            }
            case ImageInput.Picture _ -> throw new IllegalArgumentException("a picture is decoded already");
        };
    }

    private static void checkLength(ImageInput input, long size, ImageLimits limits) {
        if (size == 0) {
            throw new UnreadableImageException(input.name(), Problem.EMPTY, "the file is empty (0 bytes)");
        }
        if (size > limits.maxBytes()) {
            throw new UnreadableImageException(input.name(), Problem.TOO_LARGE,
                    "its " + size + " bytes are over the limit of " + limits.maxBytes() + " (data.max_bytes)");
        }
    }

    private static byte[] read(Path path, ImageInput input, ImageLimits limits) {
        try {
            if (Files.isDirectory(path)) {
                throw new UnreadableImageException(input.name(), Problem.NOT_A_FILE, "it is a folder");
            }
            checkLength(input, Files.size(path), limits);
            if (ImageFiles.isRawName(path)) {
                throw new UnreadableImageException(input.name(), Problem.UNSUPPORTED,
                        "raw files of cameras are not supported");
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new UnreadableImageException(input.name(), Problem.MISSING, ImageFiles.leadsNowhere(path)
                    ? "it is a link to a file that is not there" : "there is no such file", e);
        } catch (AccessDeniedException e) {
            throw new UnreadableImageException(input.name(), Problem.NO_ACCESS, "access is denied", e);
        } catch (ClosedByInterruptException e) {
            // Not the file's fault: it must not be counted among the unreadable.
            throw new CancellationException("reading " + input.name() + " was interrupted");
        } catch (IOException e) {
            throw new UnreadableImageException(input.name(), Problem.NO_ACCESS, "the disk reports " + reason(e), e);
        }
    }

    private static UnreadableImageException foreign(ImageInput input, byte[] bytes) {
        return ForeignFormat.of(bytes).map(kind -> new UnreadableImageException(input.name(), Problem.UNSUPPORTED,
                kind.name() + " files are not supported", kind.advice(), null))
            .orElseGet(() -> new UnreadableImageException(input.name(), Problem.NOT_AN_IMAGE,
                ImageFormat.looksLikeText(bytes) ? "it is a text file, not an image" : "it is not an image we know"));
    }

    static void checkSize(ImageInput input, int width, int height, ImageLimits limits) {
        if (width < 1 || height < 1) {
            throw new UnreadableImageException(input.name(), Problem.DAMAGED,
                    "its header gives " + width + "×" + height + " pixels");
        }
        if (Math.min(width, height) < limits.minSide()) {
            throw new UnreadableImageException(input.name(), Problem.TOO_SMALL,
                    "its %d×%d pixels are below the smallest side of %d (data.min_side)"
                    .formatted(width, height, limits.minSide()));
        }
        if ((long) width * height > limits.maxPixels()) {
            throw new UnreadableImageException(input.name(), Problem.TOO_LARGE, "its %d×%d pixels are over the limit of %d (data.max_pixels)"
                    .formatted(width, height, limits.maxPixels()));
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T apply(ImageReader reader, List<String> warnings) throws IOException;
    }

    /** Runs one piece of work on a reader. */
    private static <T> T withReader(ImageInput input, FileStructure structure, ImageFormat format, Work<T> work) {
        ImageReader reader = newReader(format);
        List<String> warnings = new ArrayList<>();
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(structure.content()))) {
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            reader.setInput(stream, structure.index() == 0, true);
            return guarded(input, format, () -> work.apply(reader, warnings));
        } catch (IOException e) {
            throw translate(input, format, e);
        } finally {
            reader.dispose();
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }

    /** Turns whatever is thrown at broken files into one exception. */
    private static <T> T guarded(ImageInput input, ImageFormat format, Step<T> step) {
        try {
            return step.run();
        } catch (UnreadableImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw translate(input, format, e);
        } catch (OutOfMemoryError e) {
            throw new UnreadableImageException(input.name(), Problem.TOO_LARGE,
                    "decoding it needs more memory than there is", e);
        }
    }

    private static ImageReader newReader(ImageFormat format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name().toLowerCase(Locale.ROOT));
        ImageReader first = null;
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            // These read kinds that the JDK's own do not; the order of registration is not promised.
            if (reader.getClass().getName().startsWith("com.twelvemonkeys.")) {
                return reader;
            }
            first = first == null ? reader : first;
        }
        if (first == null) {
            throw new IllegalStateException("no reader for " + format + " on the class path");
        }
        return first;
    }

    private static UnreadableImageException translate(ImageInput input, ImageFormat format, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (cause instanceof EOFException || text.contains("unexpected end") || text.contains("premature end")) {
                return new UnreadableImageException(input.name(), Problem.TRUNCATED, "the " + format + " file is truncated", e);
            }
        }
        String reason = reason(e);
        return e instanceof UnsupportedOperationException || e instanceof IIOException && tellsOfAnotherKind(reason)
                ? new UnreadableImageException(input.name(), Problem.UNSUPPORTED,
                        "this kind of " + format + " is not supported (" + reason + ")", e)
                : new UnreadableImageException(input.name(), Problem.DAMAGED,
                        "the " + format + " file is damaged (" + reason + ")", e);
    }

    private static boolean tellsOfAnotherKind(String reason) {
        String text = reason.toLowerCase(Locale.ROOT);
        return text.contains("unsupported") || text.contains("not supported");
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}

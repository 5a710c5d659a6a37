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
import java.time.Duration;
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
    private final int width;
    private final int height;
    private final Duration maxTime;

    private ImageFile(ImageInput input, byte[] bytes, ImageFormat format, int width, int height, Duration maxTime) {
        this.input = input;
        this.bytes = bytes;
        this.format = format;
        this.width = width;
        this.height = height;
        this.maxTime = maxTime;
    }

    static ImageFile open(ImageInput input, ImageLimits limits) {
        byte[] bytes = read(input, limits);
        ImageFormat format = ImageFormat.of(bytes).orElseThrow(() -> foreign(input, bytes));
        int[] size = withReader(input, bytes, format, (reader, warnings) ->
                new int[] {reader.getWidth(0), reader.getHeight(0)});
        checkSize(input, size[0], size[1], limits);
        return new ImageFile(input, bytes, format, size[0], size[1], limits.maxTime());
    }

    /** The file's content; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** Pixels that decoding will hold. */
    long pixels() {
        return (long) width * height;
    }

    Image decode() {
        checkComplete();
        Image stored = withReader(input, bytes, format, this::readPixels);
        return Orientation.apply(stored, Orientation.of(bytes, format));
    }

    private Image readPixels(ImageReader reader, List<String> warnings) throws IOException {
        Image image;
        Deadline deadline = new Deadline(maxTime);
        reader.addIIOReadProgressListener(deadline);
        JpegStructure jpeg = format == ImageFormat.JPEG ? JpegStructure.parse(bytes) : null;
        if (jpeg != null && jpeg.components() == 4) {
            // read() would look for a CMYK profile among the system's files: another machine, other values.
            Raster raster = reader.readRaster(0, null);
            deadline.check(input);
            image = Samples.fromAdobeCmyk(raster, jpeg.adobeTransform() == 2);
        } else {
            BufferedImage picture = reader.read(0);
            deadline.check(input);
            image = Samples.toImage(picture);
            if (image == null) {
                throw new UnreadableImageException(input.name(), Problem.UNSUPPORTED,
                        "its samples are not 1- to 16-bit grey, RGB, CMYK or palette");
            }
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
            case BMP, TIFF -> { }
        }
    }

    /** The JPEG decoder goes on after damage and says so only in a warning; other warnings concern metadata. */
    private void checkWarning(String warning) {
        String text = warning.toLowerCase(Locale.ROOT);
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
                    "its " + size + " bytes are over the limit of " + limits.maxBytes());
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
        String kind = ImageFormat.describeForeign(bytes);
        if (!kind.isEmpty()) {
            return new UnreadableImageException(input.name(), Problem.UNSUPPORTED, kind + " files are not supported");
        }
        String what = ImageFormat.looksLikeText(bytes)
                ? "it is a text file, not an image" : "it is not an image we know";
        return new UnreadableImageException(input.name(), Problem.NOT_AN_IMAGE, what);
    }

    static void checkSize(ImageInput input, int width, int height, ImageLimits limits) {
        if (width < 1 || height < 1) {
            throw new UnreadableImageException(input.name(), Problem.DAMAGED,
                    "its header gives " + width + "×" + height + " pixels");
        }
        if (Math.min(width, height) < limits.minSide()) {
            throw new UnreadableImageException(input.name(), Problem.TOO_SMALL,
                    "its %d×%d pixels are below the smallest side of %d"
                    .formatted(width, height, limits.minSide()));
        }
        if ((long) width * height > limits.maxPixels()) {
            throw new UnreadableImageException(input.name(), Problem.TOO_LARGE, "its %d×%d pixels are over the limit of %d"
                    .formatted(width, height, limits.maxPixels()));
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T apply(ImageReader reader, List<String> warnings) throws IOException;
    }

    /** Runs one piece of work on a reader, and turns whatever the reader throws at broken files into one exception. */
    private static <T> T withReader(ImageInput input, byte[] bytes, ImageFormat format, Work<T> work) {
        ImageReader reader = newReader(format);
        List<String> warnings = new ArrayList<>();
        byte[] content = format == ImageFormat.JPEG ? JpegStructure.withoutNotes(bytes) : bytes;
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            reader.setInput(stream, true, true);
            return work.apply(reader, warnings);
        } catch (UnreadableImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw translate(input, format, e);
        } catch (OutOfMemoryError e) {
            throw new UnreadableImageException(input.name(), Problem.TOO_LARGE,
                    "decoding it needs more memory than there is", e);
        } finally {
            reader.dispose();
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
        boolean unsupported = e instanceof UnsupportedOperationException || e instanceof IIOException
                && reason.toLowerCase(Locale.ROOT).contains("unsupported");
        return unsupported
                ? new UnreadableImageException(input.name(), Problem.UNSUPPORTED,
                        "this kind of " + format + " is not supported (" + reason + ")", e)
                : new UnreadableImageException(input.name(), Problem.DAMAGED,
                        "the " + format + " file is damaged (" + reason + ")", e);
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}

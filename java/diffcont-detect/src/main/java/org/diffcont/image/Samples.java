package org.diffcont.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Optional;

/**
 * Stored samples to an {@link Image}. Samples are read from the raster as they lie: {@code BufferedImage.getRGB}
 * would cut 16 bits to 8 and push grey through a gamma curve. Embedded colour profiles are not applied, so equal
 * files give equal values on every machine.
 */
final class Samples {
    /** What shows through transparent pixels: white, as on a page. In [0, 1]. */
    static final double BACKGROUND = 1.0;
    /** Why {@link #toImage} gives nothing. */
    static final String REFUSED = "its samples are not 1- to 16-bit grey, RGB, CMYK or palette";

    private Samples() {
    }

    /** Grey, RGB, CMYK and palette images with or without alpha, 1 to 16 bits a sample; empty for any other kind. */
    static Optional<DecodedImage> toImage(BufferedImage picture, FileSamples told, BitsRule rule, int pages) {
        ColorModel model = picture.getColorModel();
        if (model instanceof IndexColorModel palette) {
            return Optional.of(new DecodedImage(fromPalette(picture.getRaster(), palette),
                SampleBits.plain(SampleBits.BYTE), SampleBits.BYTE, pages));
        }
        Optional<Kind> kind = kind(picture);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        Raster raster = picture.getRaster();
        SampleBits bits = bits(raster, model, kind.get(), told);
        int taken = kind.get() == Kind.CMYK ? bits.stored() : bits.taken(rule);
        double[] largest = largest(raster, model, kind.get(), taken < bits.stored() ? (1 << taken) - 1 : told.maximum());
        int white = told.inverted() && bits.stored() > SampleBits.BYTE ? (1 << bits.stored()) - 1 : 0;
        return Optional.of(new DecodedImage(fromBands(raster, model, kind.get(), largest, white), bits, taken, pages));
    }

    private static Optional<Kind> kind(BufferedImage picture) {
        ColorModel model = picture.getColorModel();
        int type = picture.getRaster().getTransferType();
        if (type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT && type != DataBuffer.TYPE_INT) {
            return Optional.empty();
        }
        for (int band = 0; band < model.getNumComponents(); band++) {
            if (model.getComponentSize(band) < 1 || model.getComponentSize(band) > 16) {
                return Optional.empty();
            }
        }
        Kind kind = switch (model.getColorSpace().getType()) {
            case ColorSpace.TYPE_GRAY -> Kind.GREY;
            case ColorSpace.TYPE_RGB -> Kind.RGB;
            case ColorSpace.TYPE_CMYK -> Kind.CMYK;
            default -> null;
        };
        return Optional.ofNullable(kind).filter(k -> k.colours == model.getNumColorComponents());
    }

    /** Looks at all samples where they are of more than 8 bits; ink has no range that a camera would leave unused. */
    private static SampleBits bits(Raster raster, ColorModel model, Kind kind, FileSamples told) {
        int stored = 1;
        for (int band = 0; band < kind.colours; band++) {
            stored = Math.max(stored, model.getComponentSize(band));
        }
        stored = told.maximum() == 0 ? stored : bitLength(told.maximum());
        if (stored <= SampleBits.BYTE || kind == Kind.CMYK) {
            return SampleBits.plain(stored);
        }
        long[] byLength = new long[17];
        int together = 0;
        int turned = told.inverted() ? (1 << stored) - 1 : 0;
        int bands = raster.getNumBands();
        int[] row = new int[bands * raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int at = 0; at < row.length; at += bands) {
                for (int band = 0; band < kind.colours; band++) {
                    int sample = row[at + band] ^ turned;
                    together |= sample;
                    byLength[bitLength(sample)]++;
                }
            }
        }
        boolean fits = told.declared() > 0 && told.declared() < stored && bitLength(together) <= told.declared();
        // Samples that were moved up to fill the file's range leave its lowest bits empty.
        boolean movedUp = fits && together != 0 && Integer.numberOfTrailingZeros(together) >= stored - told.declared();
        return new SampleBits(stored, fits && !movedUp ? told.declared() : 0, byLength);
    }

    /** What stands for 1 in each band. Alpha is of the colours' range where it stays in it. */
    private static double[] largest(Raster raster, ColorModel model, Kind kind, int maximum) {
        double[] largest = new double[raster.getNumBands()];
        for (int band = 0; band < largest.length; band++) {
            largest[band] = (1 << model.getComponentSize(Math.min(band, model.getNumComponents() - 1))) - 1;
            if (maximum > 0 && (band < kind.colours || largestSample(raster, band) <= maximum)) {
                largest[band] = maximum;
            }
        }
        return largest;
    }

    private static int largestSample(Raster raster, int band) {
        int largest = 0;
        int[] row = new int[raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, band, row);
            for (int sample : row) {
                largest = Math.max(largest, sample);
            }
        }
        return largest;
    }

    private static int bitLength(int sample) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(sample);
    }

    /**
     * The four raw components of an Adobe JPEG. Adobe stores ink inverted (255 is none); readers that know no better
     * assume so for files without Adobe's marker too.
     *
     * @param ycck whether C, M, Y are stored as luminance and chroma (Adobe transform 2)
     */
    static Image fromAdobeCmyk(Raster raster, boolean ycck) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int plane = width * height;
        float[] values = new float[Image.CHANNELS * plane];
        int[] row = new int[4 * width];
        double[] rgb = new double[3];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int at = 4 * x;
                if (ycck) {
                    // T.871 turns YCC into RGB; the stored, inverted CMY is its complement.
                    double luma = row[at];
                    double cb = row[at + 1] - 128.0;
                    double cr = row[at + 2] - 128.0;
                    rgb[0] = 255 - clamp(luma + 1.402 * cr);
                    rgb[1] = 255 - clamp(luma - 0.344136286 * cb - 0.714136286 * cr);
                    rgb[2] = 255 - clamp(luma + 1.772 * cb);
                } else {
                    rgb[0] = row[at];
                    rgb[1] = row[at + 1];
                    rgb[2] = row[at + 2];
                }
                double light = row[at + 3] / 255.0;
                for (int c = 0; c < Image.CHANNELS; c++) {
                    values[c * plane + y * width + x] = toValue(rgb[c] / 255 * light);
                }
            }
        }
        return new Image(width, height, values);
    }

    private enum Kind {
        GREY(1), RGB(3), CMYK(4);

        private final int colours;

        Kind(int colours) {
            this.colours = colours;
        }
    }

    /**
     * @param largest  what stands for 1 in each band
     * @param white    of grey whose stored 0 is white, the sample that its reader made of it; 0 for any other
     */
    private static Image fromBands(Raster raster, ColorModel model, Kind kind, double[] largest, int white) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int bands = raster.getNumBands();
        int colours = kind.colours;
        boolean alpha = model.hasAlpha() && bands > colours;
        int plane = width * height;
        float[] values = new float[Image.CHANNELS * plane];
        int[] row = new int[bands * width];
        double[] rgb = new double[3];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int at = bands * x;
                switch (kind) {
                    case GREY -> rgb[0] = rgb[1] = rgb[2] = white == 0 ? share(row[at], largest[0])
                        : 1 - share(white - row[at], largest[0]);
                    case RGB -> {
                        rgb[0] = share(row[at], largest[0]);
                        rgb[1] = share(row[at + 1], largest[1]);
                        rgb[2] = share(row[at + 2], largest[2]);
                    }
                    case CMYK -> {
                        double light = 1 - row[at + 3] / largest[3];
                        rgb[0] = (1 - row[at] / largest[0]) * light;
                        rgb[1] = (1 - row[at + 1] / largest[1]) * light;
                        rgb[2] = (1 - row[at + 2] / largest[2]) * light;
                    }
                }
                if (alpha) {
                    compose(rgb, share(row[at + colours], largest[colours]), model.isAlphaPremultiplied());
                }
                for (int c = 0; c < Image.CHANNELS; c++) {
                    values[c * plane + y * width + x] = toValue(rgb[c]);
                }
            }
        }
        return new Image(width, height, values);
    }

    private static Image fromPalette(Raster raster, IndexColorModel palette) {
        int entries = palette.getMapSize();
        float[][] colours = new float[Image.CHANNELS][entries];
        double[] rgb = new double[3];
        for (int i = 0; i < entries; i++) {
            rgb[0] = palette.getRed(i) / 255.0;
            rgb[1] = palette.getGreen(i) / 255.0;
            rgb[2] = palette.getBlue(i) / 255.0;
            compose(rgb, palette.getAlpha(i) / 255.0, false);
            for (int c = 0; c < Image.CHANNELS; c++) {
                colours[c][i] = toValue(rgb[c]);
            }
        }
        int width = raster.getWidth();
        int height = raster.getHeight();
        int plane = width * height;
        float[] values = new float[Image.CHANNELS * plane];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                // An index past the palette is a fault of the file; viewers show the last colour or black.
                int index = Math.min(row[x], entries - 1);
                for (int c = 0; c < Image.CHANNELS; c++) {
                    values[c * plane + y * width + x] = colours[c][index];
                }
            }
        }
        return new Image(width, height, values);
    }

    private static void compose(double[] rgb, double alpha, boolean premultiplied) {
        for (int c = 0; c < Image.CHANNELS; c++) {
            double front = premultiplied ? rgb[c] : rgb[c] * alpha;
            rgb[c] = Math.min(1, front + (1 - alpha) * BACKGROUND);
        }
    }

    /** At most 1, also of a sample beyond the range that it is taken as of. */
    private static double share(int sample, double largest) {
        return Math.min(1, sample / largest);
    }

    private static float toValue(double unit) {
        return (float) (unit * 2 - 1);
    }

    private static double clamp(double value) {
        return Math.max(0, Math.min(255, value));
    }
}

package org.diffcont.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.diffcont.image.Image;
import org.diffcont.image.ImageDecoder;
import org.diffcont.image.ImageLimits;
import org.diffcont.error.UnreadableImageException;

/** Any bytes as an image file. What is decoded has the values that images have. */
public final class ImageTarget implements Target {
    private static final ImageLimits LIMITS = new ImageLimits(1_000_000, 1 << 20, 1);
    static final ImageTarget INSTANCE = new ImageTarget();

    private final Path file = Scratch.folder("image").resolve("image");

    public static void fuzzerTestOneInput(byte[] input) {
        INSTANCE.run(input);
    }

    @Override
    public boolean run(byte[] input) {
        Scratch.write(file, input);
        try {
            Image image = ImageDecoder.decode(file, LIMITS);
            if ((long) image.width() * image.height() > LIMITS.maxPixels()) {
                throw new AssertionError("an image over the limit was decoded");
            }
            for (float value : image.values()) {
                if (!(value >= -1 && value <= 1)) {
                    throw new AssertionError("a sample is " + value);
                }
            }
            return true;
        } catch (UnreadableImageException _) {
            return false;
        }
    }

    @Override
    public List<byte[]> seeds() throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        Path folder = Path.of(System.getProperty("diffcont.root"), "java/diffcont-detect/src/test/resources/image");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path image : files.filter(f -> f.toString().matches(".*\\.(jpg|png|bmp|tif|webp|p[bgp]m)")).sorted().toList()) {
                seeds.add(Files.readAllBytes(image));
            }
        }
        return seeds;
    }
}

package org.diffcont.detect.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.diffcont.config.Settings;
import org.diffcont.detect.Tiny;
import org.diffcont.detect.route.RoutingDescriptor;
import org.diffcont.error.UserException;
import org.diffcont.files.Sha256;
import org.diffcont.image.AreaResize;
import org.diffcont.image.Image;
import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.Backbone;
import org.diffcont.nativecore.NativeRuntime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackboneReaderTest {
    private static final Path GOLDEN = Path.of(System.getProperty("diffcont.root"), "tests", "golden", "backbone",
        "layers.pt");
    private static final int COUNT = 11;
    private static final ImageBatch IMAGES = Tiny.batch(21, COUNT);
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] STD = {0.229f, 0.224f, 0.225f};

    @TempDir
    Path temporary;
    private Path file;

    @BeforeEach
    void copy() throws IOException {
        file = Files.copy(GOLDEN, temporary.resolve("layers.pt"));
    }

    private Settings settings(String... changes) {
        String[] all = Arrays.copyOf(new String[] {"routing.rule",
            "shared_covariance", "routing.source", "filter_bank:as_is:4", "readings.candidates",
            "torchscript:4/location_mahalanobis:4", "backbone.file", file.toString()}, 8 + changes.length);
        System.arraycopy(changes, 0, all, 8, changes.length);
        return Tiny.settings(all);
    }

    private static Features read(Settings settings, ImageBatch images) {
        try (FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE)) {
            return reader.open(Optional.empty(), images).features(new BackboneSource(4));
        }
    }

    private static String refusal(Settings settings) {
        return assertThrows(UserException.class, () -> read(settings, IMAGES)).getMessage();
    }

    @Test
    void featuresAreThoseOfTheBackboneForImagesMadeToItsSize() {
        for (int size : new int[] {16, 8, 24}) {
            float[] resized = new float[COUNT * 3 * size * size];
            for (int i = 0; i < COUNT; i++) {
                System.arraycopy(AreaResize.resize(new Image(16, 16, IMAGES.image(i)), size, size).values(), 0,
                    resized, i * 3 * size * size, 3 * size * size);
            }
            try (Backbone backbone = Backbone.load(file, "forward", size, MEAN, STD)) {
                Features features = read(settings("backbone.image_size", Integer.toString(size)), IMAGES);
                assertArrayEquals(backbone.features(resized, COUNT, 4).values(), features.values());
                assertEquals(16, features.locations());
                assertEquals(4 + 6 + 6, features.channels());
            }
        }
    }

    @Test
    void anImageIsReadAsItIsAlone() {
        Settings settings = settings("backbone.image_size", "20", "backbone.method", "middle");
        Features together = read(settings, IMAGES);
        for (int i = 0; i < COUNT; i++) {
            assertArrayEquals(together.row(i), read(settings, IMAGES.range(i, i + 1)).row(0));
        }
    }

    @Test
    void pinningStoresTheFilesPlaceAndContent() throws IOException {
        Settings pinned = BackboneReader.pin(settings());
        assertEquals(Sha256.of(file), pinned.backbone().sha256());
        assertEquals(file.toAbsolutePath().normalize().toString(), pinned.backbone().file());
        assertEquals(pinned, BackboneReader.pin(pinned));
        Settings other = Tiny.settings("backbone.file", file.toString());
        assertSame(other, BackboneReader.pin(other));
    }

    @Test
    void anotherFileInThePlaceOfThePinnedOneIsRefused() throws IOException {
        Settings pinned = BackboneReader.pin(settings());
        assertEquals(COUNT, read(pinned, IMAGES).count());
        Files.write(file, new byte[] {1}, java.nio.file.StandardOpenOption.APPEND);
        assertTrue(refusal(pinned).contains("layers.pt is not the file that was learned with"), refusal(pinned));
        Files.delete(file);
        assertTrue(refusal(pinned).contains("layers.pt is not there; put the file back"), refusal(pinned));
    }

    @Test
    void saysWhyAFileCannotBeUsed() throws IOException {
        String method = refusal(settings("backbone.method", "backward"));
        assertTrue(method.contains("it has: forward, middle") && method.contains("docs/backbone.md"), method);
        Files.writeString(file, "no network");
        assertTrue(refusal(settings()).contains("layers.pt is not a TorchScript file"), refusal(settings()));
        UserException missing = assertThrows(UserException.class,
            () -> BackboneReader.pin(settings("backbone.file", temporary.resolve("none.pt").toString())));
        assertTrue(missing.getMessage().contains("none.pt is not there; set it"), missing.getMessage());
    }

    @Test
    void isOpenedWhenItIsNeededAndFreedWithItsReader() {
        long before = NativeRuntime.liveHandles();
        FeatureReader reader = new FeatureReader(settings("backbone.image_size", "16"), Tiny.MACHINE);
        assertEquals(before, NativeRuntime.liveHandles());
        Features first = reader.open(Optional.empty(), IMAGES).features(new BackboneSource(4));
        reader.open(Optional.empty(), IMAGES).features(new BackboneSource(2));
        assertEquals(before + 1, NativeRuntime.liveHandles());
        reader.close();
        reader.close();
        assertEquals(before, NativeRuntime.liveHandles());
        assertArrayEquals(first.values(), reader.open(Optional.empty(), IMAGES).features(new BackboneSource(4))
            .values());
        reader.close();
    }

    @Test
    void theRouterTakesItsFeaturesAsTheyAre() {
        try (FeatureReader reader = new FeatureReader(settings("backbone.image_size", "16"), Tiny.MACHINE)) {
            ImageReadings images = reader.open(Optional.empty(), IMAGES);
            Features fine = images.features(new BackboneSource(4));
            Features descriptors = new RoutingDescriptor(new BackboneSource(4), 4).of(images);
            for (int k = 0; k < fine.dimension(); k++) {
                assertEquals(fine.values()[k], descriptors.values()[k], 1e-6);
            }
            assertFalse(new BackboneSource(4).readsNetwork());
            assertEquals("torchscript:4", new BackboneSource(4).toString());
        }
    }
}

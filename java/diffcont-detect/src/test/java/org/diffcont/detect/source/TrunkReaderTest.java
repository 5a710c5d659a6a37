package org.diffcont.detect.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diffcont.config.Settings;
import org.diffcont.detect.Tiny;
import org.diffcont.error.ConfigurationException;
import org.diffcont.error.UserException;
import org.diffcont.files.Sha256;
import org.diffcont.image.AreaResize;
import org.diffcont.image.BlockMeans;
import org.diffcont.image.Image;
import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.Precision;
import org.diffcont.nativecore.Trunk;
import org.diffcont.testing.SmallTrunk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrunkReaderTest {
    private static final int SIDE = 64;
    private static final int COUNT = 19;
    private static final ImageBatch IMAGES = images();
    private static final int[] CHANNELS = SmallTrunk.CHANNELS;

    @TempDir
    Path temporary;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = SmallTrunk.random(temporary.resolve("small.safetensors"), 7);
    }

    private static ImageBatch images() {
        float[][] images = new float[COUNT][3 * SIDE * SIDE];
        for (int i = 0; i < COUNT; i++) {
            for (int k = 0; k < images[i].length; k++) {
                images[i][k] = (float) Math.sin(0.61 * k * (i + 1));
            }
        }
        return new ImageBatch(images, SIDE);
    }

    private Settings settings(String source, String... changes) {
        String[] all = Arrays.copyOf(new String[] {"data.image_size", Integer.toString(SIDE), "routing.rule",
            "shared_covariance", "routing.source", "filter_bank:as_is:4", "readings.candidates",
            source + "/location_mahalanobis:4", "trunk.file", file.toString()}, 10 + changes.length);
        System.arraycopy(changes, 0, all, 10, changes.length);
        return Tiny.settings(all);
    }

    private static Features read(Settings settings, ImageBatch images) {
        try (FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE)) {
            return reader.open(Optional.empty(), images).features(source(settings));
        }
    }

    private static FeatureSource source(Settings settings) {
        return FeatureSource.of(settings.readings().candidates().getFirst().source());
    }

    private static String refusal(Settings settings) {
        return assertThrows(UserException.class, () -> read(settings, IMAGES)).getMessage();
    }

    @ParameterizedTest
    @CsvSource({"trunk:1:16, 64", "trunk:0+2:8, 64", "trunk:2:4:32, 32", "trunk:0+1:32:128, 128", "trunk:1:8:96, 96"})
    void featuresAreThoseOfTheTrunkForImagesBroughtToItsSize(String text, int size) {
        Settings settings = settings(text);
        TrunkSource source = (TrunkSource) source(settings);
        Features features = read(settings, IMAGES);
        int[] blocks = source.blocks().stream().mapToInt(Integer::intValue).toArray();
        int cells = source.cells() * source.cells();
        int channels = Arrays.stream(blocks).map(block -> CHANNELS[block]).sum();
        assertEquals(cells, features.locations());
        assertEquals(channels, features.channels());
        try (Trunk trunk = Trunk.load(file, Precision.F32)) {
            for (int i = 0; i < COUNT; i++) {
                float[] image = size <= SIDE ? BlockMeans.of(IMAGES.image(i), SIDE, size)
                    : AreaResize.resize(new Image(SIDE, SIDE, IMAGES.image(i)), size, size).values();
                int first = 0;
                for (int block : blocks) {
                    float[] output = trunk.read(image, 1, size, new int[] {block}, new int[] {source.cells()},
                        cells * CHANNELS[block]);
                    for (int k = 0; k < output.length; k++) {
                        assertEquals(output[k], features.row(i)[k / CHANNELS[block] * channels + first
                            + k % CHANNELS[block]]);
                    }
                    first += CHANNELS[block];
                }
            }
        }
    }

    @Test
    void whatTheSettingsReadAtOneSizeIsReadInOnePassAndAsEachIsAlone() {
        Settings all = settings("trunk:0+2:8", "readings.always", "[trunk:2:8/gaussian:pooled/max, "
            + "trunk:1:4:32/gaussian:pooled/max, trunk:2:16:64/gaussian:pooled/max]");
        List<FeatureSource> sources = all.sources().stream().map(FeatureSource::of)
            .filter(TrunkSource.class::isInstance).toList();
        assertEquals(4, sources.size());
        try (FeatureReader reader = new FeatureReader(all, Tiny.MACHINE)) {
            ImageReadings together = reader.open(Optional.empty(), IMAGES);
            // Some of the images were read before.
            together.select(new int[] {3, 1}).features(sources.getFirst());
            for (FeatureSource source : sources) {
                Features alone = read(settings(source.toString()), IMAGES);
                Features shared = together.features(source);
                assertEquals(alone.locations(), shared.locations());
                assertEquals(alone.channels(), shared.channels());
                assertArrayEquals(alone.values(), shared.values());
                assertSame(shared.row(4), together.features(source).row(4));
            }
        }
    }

    @Test
    void severalThreadsReadAtOnce() {
        Settings settings = settings("trunk:2:8");
        Features expected = read(settings, IMAGES);
        assertTrue(source(settings).isThreadSafe());
        try (FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE)) {
            IntStream.range(0, COUNT).parallel().forEach(i -> assertArrayEquals(expected.row(i),
                reader.open(Optional.empty(), IMAGES.range(i, i + 1)).features(source(settings)).row(0)));
        }
    }

    @Test
    void pinningStoresTheFilesPlaceAndContent() throws IOException {
        Settings pinned = PinnedFiles.pin(settings("trunk:1:16"));
        assertEquals(Sha256.of(file), pinned.trunk().sha256());
        assertEquals(file.toAbsolutePath().normalize().toString(), pinned.trunk().file());
        assertEquals(pinned, PinnedFiles.pin(pinned));
        Settings other = Tiny.settings("trunk.file", file.toString());
        assertSame(other, PinnedFiles.pin(other));
    }

    @Test
    void anotherFileInThePlaceOfThePinnedOneIsRefused() throws IOException {
        Settings pinned = PinnedFiles.pin(settings("trunk:1:16"));
        assertEquals(COUNT, read(pinned, IMAGES).count());
        SmallTrunk.constant(file);
        String other = refusal(pinned);
        assertTrue(other.contains("small.safetensors (small) is not the one that was learned with")
            && other.contains(pinned.trunk().sha256()) && !other.contains("\n"), other);
        assertFalse(Trunks.available(pinned));
        Files.delete(file);
        assertTrue(refusal(pinned).contains("small.safetensors is not there; the model was learned with the one of "
            + "SHA-256 " + pinned.trunk().sha256()), refusal(pinned));
    }

    @Test
    void saysWhyThereIsNoTrunk() throws IOException {
        assertTrue(Trunks.available(settings("trunk:1:16")));
        Settings missing = settings("trunk:1:16", "trunk.file", temporary.resolve("none.bin").toString());
        assertFalse(Trunks.available(missing));
        assertTrue(refusal(missing).contains("none.bin is not there; run third_party/fetch"), refusal(missing));
        ConfigurationException none = assertThrows(ConfigurationException.class,
            () -> settings("trunk:1:16", "trunk.file", "none"));
        assertTrue(none.getMessage().contains("readings.candidates has trunk:1:16, but trunk.file = none"),
            none.getMessage());
        assertFalse(Trunks.available(Tiny.settings("trunk.file", "none")));
        for (String content : List.of("", "no network, but long enough", "\2\0\0\0\0\0\0\0{}")) {
            Files.writeString(file, content);
            assertTrue(refusal(settings("trunk:1:16")).contains("small.safetensors cannot be used: it"),
                refusal(settings("trunk:1:16")));
            assertFalse(Trunks.available(settings("trunk:1:16")));
        }
    }

    @Test
    void aFileThatIsCutOffIsRefusedByTheCore() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 4));
        assertTrue(refusal(settings("trunk:1:16")).contains("the trunk cannot be used: "),
            refusal(settings("trunk:1:16")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "trunk:3:16    | reads block 3, but the trunk small has blocks 0 to 2",
        "trunk:1:5     | has 5 cells a side, but the map of block 1 has 16",
        "trunk:0+1:12  | has 12 cells a side, but the map of block 0 has 32"})
    void blocksAndCellsThatTheTrunkDoesNotHaveAreRefusedWhenPinnedAndWhenRead(String source, String message) {
        ConfigurationException pinning = assertThrows(ConfigurationException.class,
            () -> PinnedFiles.pin(settings(source)));
        assertTrue(pinning.getMessage().contains(message), pinning.getMessage());
        assertTrue(refusal(settings(source)).contains(message));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "trunk:2+1:16    | blocks are not in ascending order",
        "trunk:2+2:16    | blocks are not in ascending order",
        "trunk:1:16:48   | multiple of 32, not 48",
        "trunk:1:16:1056 | SIZE is a whole number",
        "trunk:1+:16     | BLOCKS is numbers of blocks",
        "trunk::16       | BLOCKS is numbers of blocks",
        "trunk:1         | BLOCKS is numbers of blocks"})
    void sourcesThatAreNoneAreRefused(String source, String message) {
        String refused = assertThrows(ConfigurationException.class, () -> settings(source)).getMessage();
        assertTrue(refused.contains(message), refused);
    }

    @ParameterizedTest
    @ValueSource(strings = {"trunk:1:16", "trunk:0+1+2:8:128"})
    void aSourceIsTheTextThatNamesIt(String text) {
        Settings settings = settings(text);
        assertEquals(text, source(settings).toString());
        assertEquals(settings, Settings.read(null, null, Tiny.keys("seed=3", settings.toMap().entrySet().stream()
            .flatMap(e -> Stream.of(e.getKey(), e.getValue().toString())).toArray(String[]::new))));
    }

    @Test
    void isOpenedWhenItIsNeededAndFreedWithItsReader() {
        long before = NativeRuntime.liveHandles();
        Settings settings = settings("trunk:2:8");
        FeatureReader reader = new FeatureReader(settings, Tiny.MACHINE);
        assertEquals(before, NativeRuntime.liveHandles());
        Features first = reader.open(Optional.empty(), IMAGES).features(source(settings));
        reader.open(Optional.empty(), IMAGES).features(source(settings));
        assertEquals(before + 1, NativeRuntime.liveHandles());
        reader.close();
        reader.close();
        assertEquals(before, NativeRuntime.liveHandles());
        assertArrayEquals(first.values(), reader.open(Optional.empty(), IMAGES).features(source(settings)).values());
        reader.close();
    }

    @Test
    void theBundledTrunkIsPinnedByItsContentAlone() {
        // Where it was not fetched there is nothing to see; CI fails then, in third_party/fetch.
        Settings settings = settings("trunk:4:8", "trunk.file", "");
        assumeTrue(Trunks.available(settings));
        Settings pinned = PinnedFiles.pin(settings);
        assertEquals("", pinned.trunk().file());
        TrunkFile trunk = Trunks.find(pinned.trunk());
        assertEquals(trunk.sha256(), pinned.trunk().sha256());
        assertEquals(List.of("efficientnet-lite0", "ImageNet", "Apache-2.0"),
            List.of(trunk.name(), trunk.training(), trunk.licence()));
        assertEquals(new TrunkFile.Block(40, 8), trunk.blocks().get(4));
        assertTrue(trunk.toString().startsWith("efficientnet-lite0, trained on ImageNet, licence Apache-2.0: "));
        Features features = read(pinned, IMAGES);
        assertEquals(64, features.locations());
        assertEquals(40, features.channels());
    }
}

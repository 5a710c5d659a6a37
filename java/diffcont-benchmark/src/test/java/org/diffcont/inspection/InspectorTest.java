package org.diffcont.inspection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffcont.error.BusyException;
import org.diffcont.error.ConfigurationException;
import org.diffcont.error.DataException;
import org.diffcont.error.ModelException;
import org.diffcont.error.ModelFormatException;
import org.diffcont.error.OutputException;
import org.diffcont.error.UnreadableImageException;
import org.diffcont.error.UserException;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.operation.ImageScore;
import org.diffcont.operation.ReadingOptions;
import org.diffcont.operation.Scoring;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.CancelledException;
import org.diffcont.progress.Progress;
import org.diffcont.progress.TaskContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class InspectorTest {
    private static final int IMAGES = 24;
    /** Where defects are painted: in the right half, low. */
    private static final Rectangle PATCH = new Rectangle(66, 28, 14, 10);
    /** Of the images that learn one; new ones begin at 100. */
    private static final int SEED = 1;

    @TempDir
    static Path shared;
    private static List<Path> plates;
    private static List<Path> meshes;
    /** Knows the plate and the mesh; copied by who changes it. */
    private static Path both;

    @TempDir
    private Path temporary;

    /** Small enough to be learned in a second. */
    private static Inspector.Builder small(Path model) {
        return Inspector.builder(model).threads(1).set("data.image_size", "64").set("readings.candidates",
            "filter_bank:as_is:16/location_mahalanobis:12").set("readings.chosen", "1").set("readings.poolings", "max")
            .set("readings.pose", "as_is").set("routing.source", "filter_bank:as_is:8").set("trunk.file", "none");
    }

    @BeforeAll
    static void learn() {
        plates = Pictures.PLATE.files(shared.resolve("images"), IMAGES, SEED);
        meshes = Pictures.MESH.files(shared.resolve("images"), IMAGES, SEED);
        both = shared.resolve("model");
        try (Inspector inspector = small(both).create()) {
            assertEquals(List.of(), inspector.products());
            inspector.learn("plate", plates);
            inspector.learn("mesh", meshes);
        }
    }

    private long handles;

    @BeforeEach
    void nativeObjects() {
        handles = NativeRuntime.liveHandles();
    }

    private Path copy() throws IOException {
        Path copy = temporary.resolve("model");
        try (Stream<Path> files = Files.walk(both)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(both.relativize(file).toString()));
            }
        }
        return copy;
    }

    private static Inspector open(Path model) {
        return Inspector.builder(model).threads(1).open();
    }

    private static List<String> names(Inspector inspector) {
        return inspector.products().stream().map(Product::name).toList();
    }

    private static List<Inspection> scored(List<Result> results) {
        return results.stream().map(result -> assertInstanceOf(Result.Scored.class, result).inspection()).toList();
    }

    @Test
    void whatIsLearnedIsTold() {
        try (Inspector inspector = small(temporary.resolve("model")).create()) {
            Learned learned = inspector.learn("plate", plates);
            assertEquals("plate", learned.product());
            assertEquals(IMAGES, learned.images());
            assertEquals(Map.of(), learned.skipped());
            Product product = inspector.product("plate");
            assertEquals(List.of("plate"), names(inspector));
            assertEquals(learned.threshold(), product.threshold());
            assertEquals(1, product.readings().size());
            assertTrue(product.readings().getFirst().startsWith("filter_bank:as_is:16/location_mahalanobis:12"),
                product.readings()::toString);
            assertEquals(learned.advice(), product.advice());
            assertEquals(0.05, learned.falseAlarms().expected());
            assertTrue(learned.falseAlarms().low() < 0.05 && learned.falseAlarms().high() > 0.05, learned::toString);
            assertTrue(learned.falseAlarms().words().contains("with " + IMAGES + " images"), learned::toString);
            // About 5 % of the normal images may lie above the threshold.
            assertTrue(product.falseAlarms() >= 0 && product.falseAlarms() <= 3.0 / IMAGES, product::name);
            assertEquals(1, inspector.history().size());
        }
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    @Test
    void aPaintedDefectIsAnomalousAndLiesWhereItWasPainted() {
        try (Inspector inspector = open(both)) {
            for (Pictures product : Pictures.values()) {
                List<Inspection> found = scored(inspector.score(List.of(Source.of(product.normal(100), "normal"),
                    Source.of(product.defective(100, PATCH), "defective")), ScoreOptions.DEFAULT.withHeatMaps()));
                Inspection normal = found.getFirst();
                Inspection defective = found.getLast();
                String name = product == Pictures.PLATE ? "plate" : "mesh";
                assertEquals(name, normal.product());
                assertTrue(normal.known());
                assertEquals(2, normal.modelVersion());
                assertTrue(defective.distance() > 1.5 * normal.distance(), () -> normal + " " + defective);
                assertTrue(defective.logSurvival() > normal.logSurvival());
                assertFalse(normal.alarm(), normal::toString);
                assertTrue(defective.alarm(), defective::toString);
                for (Inspection one : found) {
                    assertEquals(one.distance() > one.threshold(), one.alarm());
                    assertEquals(inspector.product(one.product()).threshold(), one.threshold());
                    assertEquals(1 - Math.exp(-one.logSurvival()), one.outlierProbability(), 1e-9);
                }
                assertLiesWhereItWasPainted(defective.heatMap().orElseThrow(), Pictures.WIDTH, Pictures.HEIGHT, PATCH);
                assertTrue(normal.heatMap().orElseThrow().largest() < defective.heatMap().orElseThrow().largest());
            }
        }
    }

    /** The hottest region covers the patch's middle, and ends at most a sixth of the image away from the patch. */
    private static void assertLiesWhereItWasPainted(HeatMap map, int width, int height, Rectangle patch) {
        assertEquals(width, map.width());
        assertEquals(height, map.height());
        Region region = map.regions(0.85 * map.largest()).getFirst();
        Rectangle bounds = new Rectangle(region.x(), region.y(), region.width(), region.height());
        Rectangle near = new Rectangle(patch);
        near.grow(width / 6, height / 6);
        int middleX = (int) patch.getCenterX();
        int middleY = (int) patch.getCenterY();
        assertTrue(bounds.contains(middleX, middleY), () -> region + " does not cover " + patch);
        assertTrue(near.contains(bounds), () -> region + " is far from " + patch);
        assertTrue(near.contains(region.peakX(), region.peakY()), region::toString);
        assertTrue(region.area() >= 1 && region.area() <= (long) region.width() * region.height(), region::toString);
        assertEquals(map.largest(), region.peak());
        assertTrue(map.at(middleX, middleY) > map.largest() / 2);
        assertTrue(map.at(width - 1 - middleX, height - 1 - middleY) < map.at(middleX, middleY) / 2, "the far side");
    }

    @Test
    void theMapInColourIsOfTheImagesShapeAndHottestAtTheDefect() {
        try (Inspector inspector = open(both)) {
            BufferedImage defective = Pictures.PLATE.defective(100, PATCH);
            HeatMap map = scored(inspector.score(List.of(Source.of(defective, "defective")), ScoreOptions
                .DEFAULT.withHeatMaps())).getFirst().heatMap().orElseThrow();
            BufferedImage small = map.overlay(48);
            assertEquals(List.of(48, 24), List.of(small.getWidth(), small.getHeight()));
            BufferedImage large = map.overlay(1000);
            assertEquals(List.of(Pictures.WIDTH, Pictures.HEIGHT), List.of(large.getWidth(), large.getHeight()),
                "never enlarged");
            assertTrue(heat(large, defective, (int) PATCH.getCenterX(), (int) PATCH.getCenterY())
                > 2 * heat(large, defective, 20, 12));
            assertThrows(IndexOutOfBoundsException.class, () -> map.at(Pictures.WIDTH, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> map.at(0, -1));
        }
    }

    /** The map's share of a pixel's brightness: half of the picture is the image in grey, and the hottest is brightest. */
    private static double heat(BufferedImage overlay, BufferedImage image, int x, int y) {
        return brightness(overlay, x, y) - brightness(image, x, y) / 2;
    }

    private static double brightness(BufferedImage picture, int x, int y) {
        return Arrays.stream(picture.getRaster().getPixel(x, y, (int[]) null)).limit(3).average().orElseThrow();
    }

    @Test
    void aBadImageIsRejectedAndDoesNotFailItsBatch() throws IOException {
        Path good = Pictures.png(temporary.resolve("good.png"), Pictures.PLATE.normal(101));
        Path text = Files.writeString(temporary.resolve("text.png"), "no picture");
        Path missing = temporary.resolve("missing.png");
        byte[] whole = Pictures.jpeg(Pictures.PLATE.normal(102));
        Path truncated = Files.write(temporary.resolve("truncated.jpg"), Arrays.copyOf(whole, whole.length / 2));
        BufferedImage narrow = new BufferedImage(4, 40, BufferedImage.TYPE_BYTE_GRAY);
        List<Source> batch = List.of(Source.of(text), Source.of(good), Source.of(missing), Source.of(truncated),
            Source.of(Files.readAllBytes(truncated), "half a file"), Source.of(whole, "a whole file"),
            Source.of(narrow, "a narrow picture"), Source.of(good));
        try (Inspector inspector = open(both)) {
            List<Result> results = inspector.score(batch, ScoreOptions.DEFAULT);
            assertEquals(batch.stream().map(Source::name).toList(), results.stream().map(Result::name).toList());
            Map<Integer, String> reasons = Map.of(0, "text", 2, "no such file", 3, "truncated", 4, "truncated", 6,
                "4×40");
            for (int i = 0; i < batch.size(); i++) {
                if (!reasons.containsKey(i)) {
                    assertInstanceOf(Result.Scored.class, results.get(i));
                    continue;
                }
                Result.Rejected bad = assertInstanceOf(Result.Rejected.class, results.get(i));
                assertTrue(bad.reason().contains(bad.name()) && bad.reason().contains(reasons.get(i)), bad.reason());
                assertFalse(bad.reason().contains("\n"));
            }
            assertEquals(inspector.score(good), ((Result.Scored) results.get(1)).inspection(), "alone as with others");
            assertEquals(results.get(1), results.get(7));
            assertEquals(inspector.score(whole), ((Result.Scored) results.get(5)).inspection());
            String alone = assertThrows(DataException.class, () -> inspector.score(truncated)).getMessage();
            assertEquals(((Result.Rejected) results.get(3)).reason(), alone);
            assertThrows(DataException.class, () -> inspector.score(narrow));
            assertEquals(List.of(), inspector.score(List.of(), ScoreOptions.DEFAULT));
        }
    }

    @Test
    void aModelThatIsStrictStopsLearningAtABadImageButStillRejectsEachWhenScoring() throws IOException {
        Path text = Files.writeString(temporary.resolve("text.png"), "no picture");
        try (Inspector inspector = small(temporary.resolve("model")).set("data.strict", "true").create()) {
            List<Path> images = Stream.concat(plates.stream(), Stream.of(text)).toList();
            assertTrue(assertThrows(DataException.class, () -> inspector.learn("plate", images)).getMessage()
                .contains("text.png"));
            inspector.learn("plate", plates);
            List<Result> results = inspector.score(Source.of(List.of(text, plates.getFirst())), ScoreOptions.DEFAULT);
            assertInstanceOf(Result.Rejected.class, results.getFirst());
            assertInstanceOf(Result.Scored.class, results.getLast());
        }
    }

    @Test
    void theProductMayBeKnownBeforehand() {
        try (Inspector inspector = open(both)) {
            Source mesh = Source.of(Pictures.MESH.normal(100), "mesh");
            Inspection recognised = scored(inspector.score(List.of(mesh), ScoreOptions.DEFAULT)).getFirst();
            Inspection told = scored(inspector.score(List.of(mesh), ScoreOptions.DEFAULT.ofProduct("mesh"))).getFirst();
            assertEquals(recognised, told);
            Inspection wrong = scored(inspector.score(List.of(mesh), ScoreOptions.DEFAULT.ofProduct("plate")))
                .getFirst();
            assertEquals("plate", wrong.product());
            assertTrue(wrong.known(), "who says so knows");
            assertTrue(wrong.alarm());
            assertEquals(inspector.product("plate").threshold(), wrong.threshold());
            assertTrue(assertThrows(ModelException.class, () -> inspector.score(List.of(mesh),
                ScoreOptions.DEFAULT.ofProduct("plat"))).getMessage().contains("plate"));
        }
    }

    @Test
    void somethingElseIsNoKnownProduct() {
        BufferedImage noise = new BufferedImage(60, 60, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 3600; i++) {
            noise.setRGB(i % 60, i / 60, i * 0x9E3779B1 >>> 8);
        }
        try (Inspector inspector = open(both)) {
            assertFalse(inspector.score(noise).known());
        }
    }

    @Test
    void aThresholdSetByHandChangesDecisionsAndIsInTheHistoryWithItsReason() throws IOException {
        BufferedImage normal = Pictures.PLATE.normal(100);
        BufferedImage defective = Pictures.PLATE.defective(100, PATCH);
        Path model = copy();
        double high;
        try (Inspector inspector = open(model)) {
            Product plate = inspector.product("plate");
            double mesh = inspector.product("mesh").threshold();
            double low = inspector.score(normal).distance() * 0.99;
            high = inspector.score(defective).distance() * 1.01;
            plate.setThreshold(low, "every scratch counts");
            assertEquals(low, plate.threshold());
            assertEquals(Optional.of("above the threshold"), inspector.score(normal).reason());
            assertEquals(low, inspector.score(normal).threshold());
            plate.setThreshold(high, "scratches are allowed now");
            assertNotEquals(Optional.of("above the threshold"), inspector.score(defective).reason());
            assertEquals(4, inspector.score(defective).modelVersion());
            assertEquals(mesh, inspector.product("mesh").threshold());
            for (double none : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
                assertThrows(UserException.class, () -> plate.setThreshold(none, ""));
            }
            List<Change> history = inspector.history();
            assertEquals(List.of("learn", "learn", "threshold", "threshold"), history.stream().map(Change::action)
                .toList());
            assertEquals(List.of(1, 2, 3, 4), history.stream().map(Change::version).toList());
            assertEquals(List.of(Optional.empty(), Optional.empty(), Optional.of("every scratch counts"),
                Optional.of("scratches are allowed now")), history.stream().map(Change::note).toList());
            assertEquals(List.of(List.of("plate"), List.of("mesh"), List.of("plate"), List.of("plate")),
                history.stream().map(Change::products).toList());
            assertEquals(List.of(false, false, false, true), history.stream().map(Change::current).toList());
            assertTrue(history.stream().allMatch(change -> change.kept() && change.time().isPresent()));
        }
        try (Inspector inspector = open(model)) {
            assertEquals(high, inspector.product("plate").threshold());
            assertTrue(inspector.verify().stream().allMatch(Check::passed));
        }
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    @Test
    void recalibratingEndsTheFalseAlarmsOfNewLightAndRollingBackReturnsThem() throws IOException {
        // The mean of the brighter pictures' noise lies above the others' by less than its spread.
        List<Path> given = IntStream.range(200, 220).mapToObj(i -> Pictures.png(temporary.resolve("light/" + i + ".png"),
            Pictures.PLATE.brighter(i, 14))).collect(Collectors.toCollection(ArrayList::new));
        List<Source> later = IntStream.range(300, 320).mapToObj(i -> Source.of(Pictures.PLATE.brighter(i, 14),
            "picture " + i)).toList();
        Path text = Files.writeString(temporary.resolve("text.png"), "no picture");
        given.add(5, text);
        try (Inspector inspector = open(copy())) {
            ScoreOptions plate = ScoreOptions.DEFAULT.ofProduct("plate");
            List<Inspection> before = scored(inspector.score(later, plate));
            Inspection mesh = inspector.score(Pictures.MESH.normal(100));
            assertTrue(before.stream().filter(Inspection::alarm).count() >= 15, before::toString);
            Learned moved = inspector.product("plate").recalibrate(given, true);
            assertEquals("plate", moved.product());
            assertEquals(20, moved.images());
            assertEquals(Set.of(text.toString()), moved.skipped().keySet());
            assertTrue(moved.skipped().get(text.toString()).contains("text"), moved.skipped()::toString);
            assertEquals(moved.threshold(), inspector.product("plate").threshold());
            List<Inspection> after = scored(inspector.score(later, plate));
            assertTrue(after.stream().filter(Inspection::alarm).count() <= 5, after::toString);
            assertTrue(after.stream().allMatch(one -> one.modelVersion() == 3));
            Inspection meshAfter = inspector.score(Pictures.MESH.normal(100));
            assertEquals(mesh.distance(), meshAfter.distance(), "the other product stays");
            assertEquals(mesh.threshold(), meshAfter.threshold());
            Change change = inspector.history().getLast();
            assertEquals("recalibrate", change.action());
            assertEquals(List.of("plate"), change.products());

            assertThrows(ModelException.class, () -> inspector.rollback(3), "in use already");
            assertThrows(ModelException.class, () -> inspector.rollback(9));
            inspector.rollback(2);
            assertEquals("rollback", inspector.history().getLast().action());
            List<Inspection> again = scored(inspector.score(later, plate));
            for (int i = 0; i < later.size(); i++) {
                assertEquals(before.get(i).distance(), again.get(i).distance());
                assertEquals(before.get(i).alarm(), again.get(i).alarm());
                assertEquals(4, again.get(i).modelVersion());
            }
            Product gone = inspector.product("mesh");
            inspector.rollback(1);
            assertEquals(List.of("plate"), names(inspector));
            assertThrows(ModelException.class, gone::threshold);
            assertThrows(DataException.class, () -> inspector.product("plate").recalibrate(plates.subList(0, 3)));
            assertEquals(5, inspector.history().size(), "what is refused changes nothing");
        }
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    @Test
    void verifyingSaysWhichFileIsDamagedAndScoringGoesOn() throws IOException {
        Path model = copy();
        try (Inspector inspector = open(model)) {
            assertTrue(inspector.verify().size() > 2);
            assertTrue(inspector.verify().stream().allMatch(Check::passed), inspector.verify()::toString);
            double before = inspector.score(plates.getFirst()).distance();
            Path file = model.resolve("versions/0002/statistics/001/00.safetensors");
            byte[] content = Files.readAllBytes(file);
            content[content.length - 1] ^= 1;
            Files.write(file, content);
            List<Check> failed = inspector.verify().stream().filter(check -> !check.passed()).toList();
            assertEquals(List.of("statistics/001/00.safetensors"), failed.stream().map(Check::subject).toList());
            assertEquals(2, failed.getFirst().version());
            assertThrows(ModelFormatException.class, inspector::reload);
            assertEquals(before, inspector.score(plates.getFirst()).distance(), "the model in memory");
            // Learning does not look at the mesh; taking over what was learned does.
            String message = assertThrows(ModelException.class, () -> inspector.learn("other", plates)).getMessage();
            assertTrue(message.contains("the change is made") && message.contains("001"), message);
            assertEquals(3, inspector.history().size());
            assertEquals(List.of("plate", "mesh"), names(inspector), "goes on with the model before");
            assertEquals(before, inspector.score(plates.getFirst()).distance());
        }
        assertThrows(ModelFormatException.class, () -> open(model));
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    /** A picture that notes which threads read it. */
    private static final class Watched extends BufferedImage {
        private final Set<String> threads;

        Watched(BufferedImage picture, Set<String> threads) {
            super(picture.getWidth(), picture.getHeight(), picture.getType());
            picture.copyData(getRaster());
            this.threads = threads;
        }

        @Override
        public WritableRaster getRaster() {
            // The constructor above asks too.
            if (threads != null) {
                threads.add(Thread.currentThread().getName());
            }
            return super.getRaster();
        }
    }

    /** The threads that decode when a product is learned and when pictures are scored. */
    private Set<String> decoding(int threads) {
        Set<String> seen = Collections.synchronizedSet(new TreeSet<>());
        try (Inspector inspector = small(temporary.resolve("model-" + threads)).threads(threads).create()) {
            inspector.learn("plate", IntStream.range(0, IMAGES).mapToObj(i -> Source.of(new Watched(
                Pictures.PLATE.normal(i), seen), "picture " + i)).toList(), TaskContext.none());
            inspector.score(IntStream.range(0, IMAGES).mapToObj(i -> Source.of(new Watched(Pictures.PLATE.normal(i),
                seen), "picture " + i)).toList(), ScoreOptions.DEFAULT);
        }
        return seen;
    }

    @Test
    void oneThreadMeansOneThread() {
        assertEquals(Set.of(Thread.currentThread().getName()), decoding(1));
        assertTrue(NativeRuntime.describeJson().matches("(?s).*\"threads\" ?: ?1[,}\\s].*"),
            NativeRuntime::describeJson);
        Set<String> three = decoding(3);
        assertTrue(Set.of("image-loader-0", "image-loader-1", "image-loader-2").containsAll(three), three::toString);
        assertTrue(NativeRuntime.describeJson().matches("(?s).*\"threads\" ?: ?3[,}\\s].*"),
            NativeRuntime::describeJson);
        NativeRuntime.setThreads(1);
    }

    @Test
    void aDeviceThatCannotBeUsedIsRefusedWithTheReason() {
        assumeFalse(Machine.devices().path("usable").asBoolean(), "there is a GPU");
        UserException e = assertThrows(UserException.class, () -> Inspector.builder(both).device("cuda").open());
        assertTrue(e.getMessage().contains("runtime.device = cuda: ") && e.getMessage().contains("set it to auto or cpu"),
            e.getMessage());
        String why = e.getMessage().replaceFirst(".*?: ", "").replaceFirst(";.*", "");
        assertTrue(why.length() > 10 && !e.getMessage().contains("\n"), e.getMessage());
        assertThrows(UserException.class, () -> small(temporary.resolve("new")).device("cuda").create());
        assertFalse(Files.exists(temporary.resolve("new")));
        try (Inspector inspector = Inspector.builder(both).device("auto").threads(1).open()) {
            assertEquals("plate", inspector.score(plates.getFirst()).product(), "takes the processor");
        }
        for (Inspector.Builder wrong : List.of(Inspector.builder(both).device("warp"),
                Inspector.builder(both).precision("f8"), Inspector.builder(both).threads(-1))) {
            assertThrows(ConfigurationException.class, wrong::open);
        }
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    @Test
    void aTurnedPhotographIsScoredAlikeByTheCommandLineByPathByBytesAndByStream() throws IOException {
        Path model = temporary.resolve("model");
        try (Inspector inspector = small(model).create()) {
            inspector.learn("upright plate", IntStream.range(0, IMAGES).mapToObj(i -> Source.of(Pictures.turned(
                Pictures.PLATE.normal(i), false), "picture " + i)).toList(), TaskContext.none());
        }
        BufferedImage upright = Pictures.turned(Pictures.PLATE.defective(100, PATCH), false);
        // As the camera holds it: upright turned to the left; orientation 6 says to turn it to the right.
        byte[] photograph = Pictures.oriented(Pictures.jpeg(Pictures.turned(upright, true)), 6);
        Path file = Files.write(temporary.resolve("photograph.jpg"), photograph);
        double commandLine;
        try (Scoring scoring = new Scoring(new ModelFolder(model), Machine.defaults().withThreads(1), Optional.empty(),
                ReadingOptions.NONE, false)) {
            commandLine = assertInstanceOf(ImageScore.Scored.class, scoring.score(List.of(file)).getFirst()).decision()
                .distance();
        }
        try (Inspector inspector = open(model)) {
            long bits = Double.doubleToLongBits(commandLine);
            assertEquals(bits, Double.doubleToLongBits(inspector.score(file).distance()));
            assertEquals(bits, Double.doubleToLongBits(inspector.score(photograph).distance()));
            try (InputStream stream = new ByteArrayInputStream(photograph)) {
                assertEquals(bits, Double.doubleToLongBits(inspector.score(stream).distance()));
            }
            // ImageIO leaves the picture lying on its side.
            Inspection lying = inspector.score(ImageIO.read(file.toFile()));
            assertNotEquals(commandLine, lying.distance());
            double exact = inspector.score(upright).distance();
            assertTrue(Math.abs(commandLine - exact) < 0.2 * Math.abs(lying.distance() - exact),
                () -> "upright " + exact + ", by its file " + commandLine + ", lying " + lying.distance());
            HeatMap map = scored(inspector.score(List.of(Source.of(file)), ScoreOptions.DEFAULT.withHeatMaps()))
                .getFirst().heatMap().orElseThrow();
            Rectangle patch = new Rectangle(Pictures.HEIGHT - PATCH.y - PATCH.height, PATCH.x, PATCH.height,
                PATCH.width);
            assertLiesWhereItWasPainted(map, Pictures.HEIGHT, Pictures.WIDTH, patch);
            assertEquals(Pictures.HEIGHT, map.overlay(1000).getWidth());
        }
    }

    @Test
    void aFourColourPhotographIsReadWithoutAProfileByPathAndByBytes() throws IOException {
        Path file = Path.of(System.getProperty("diffcont.root"),
            "java/diffcont-detect/src/test/resources/image/cmyk.jpg");
        try (Inspector inspector = open(both)) {
            Inspection byPath = inspector.score(file);
            assertEquals(byPath, inspector.score(Files.readAllBytes(file)));
            assertTrue(Double.isFinite(byPath.distance()));
        }
    }

    @Test
    void imagesThatCannotBeReadAreLeftOutOfLearningAndNamed() throws IOException {
        Path text = Files.writeString(temporary.resolve("text.png"), "no picture");
        List<Path> images = Stream.concat(Stream.of(text), plates.stream()).toList();
        try (Inspector inspector = small(temporary.resolve("model")).create();
                Inspector expected = small(temporary.resolve("other")).create()) {
            Learned learned = inspector.learn("plate", images);
            assertEquals(IMAGES, learned.images());
            assertEquals(Set.of(text.toString()), learned.skipped().keySet());
            assertEquals(expected.learn("plate", plates).threshold(), learned.threshold());
        }
    }

    @Test
    void filesContentAndPicturesOfThemLearnAlike() throws IOException {
        List<Source> mixed = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            mixed.add(switch (i % 3) {
                case 0 -> Source.of(plates.get(i));
                case 1 -> Source.of(Files.readAllBytes(plates.get(i)), "content " + i);
                default -> Source.of(ImageIO.read(plates.get(i).toFile()), "picture " + i);
            });
        }
        try (Inspector inspector = small(temporary.resolve("model")).create(); Inspector known = open(both)) {
            assertEquals(known.product("plate").threshold(), inspector.learn("plate", mixed, TaskContext.none())
                .threshold());
        }
    }

    @Test
    void anotherInspectorSeesWhatWasLearnedOnceItReloads() throws IOException {
        try (Inspector first = small(temporary.resolve("model")).create()) {
            first.learn("plate", plates);
            try (Inspector second = open(temporary.resolve("model"))) {
                first.learn("mesh", meshes);
                assertEquals(List.of("plate"), names(second));
                second.reload();
                assertEquals(List.of("plate", "mesh"), names(second));
            }
        }
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    @Test
    void scoringGoesOnWithTheOldModelWhileAProductIsLearned() {
        BufferedImage picture = Pictures.PLATE.normal(100);
        try (Inspector inspector = small(temporary.resolve("model")).create()) {
            inspector.learn("plate", plates);
            Inspection before = inspector.score(picture);
            List<Inspection> meanwhile = new ArrayList<>();
            inspector.learn("mesh", Source.of(meshes), new TaskContext(new Progress() {
                @Override
                public void start(String task, long total, String unit) {
                    meanwhile.add(inspector.score(picture));
                }

                @Override
                public void step(long count) {
                }

                @Override
                public void message(String text) {
                }

                @Override
                public void close() {
                }
            }, CancelSignal.never()));
            assertFalse(meanwhile.isEmpty());
            assertEquals(Collections.nCopies(meanwhile.size(), before), meanwhile);
            assertEquals(2, inspector.score(picture).modelVersion());
        }
    }

    @Test
    void aClosedInspectorSaysSoAndClosingTwiceIsNoError() {
        Inspector inspector = open(both);
        Product product = inspector.product("plate");
        inspector.close();
        inspector.close();
        for (Executable use : List.<Executable>of(() -> inspector.score(plates.getFirst()), inspector::products,
                product::threshold, () -> inspector.learn("other", plates), () -> product.setThreshold(1, ""),
                () -> product.recalibrate(plates), inspector::history, inspector::verify, () -> inspector.rollback(1),
                inspector::reload)) {
            assertTrue(assertThrows(IllegalStateException.class, use).getMessage().contains("closed"));
        }
        assertEquals(2, new ModelFolder(both).currentVersion());
        assertEquals(handles, NativeRuntime.liveHandles());
    }

    /** Does what cannot be done, and notes what is thrown. */
    private static final class Failures {
        private final List<Throwable> thrown = new ArrayList<>();

        <T extends Throwable> void of(Class<T> kind, Executable work) {
            thrown.add(assertThrows(kind, work));
        }
    }

    @Test
    void whatCannotBeDoneLeavesTheModelAsItWasAndIsAnExceptionThatApplicationsCanName() throws IOException {
        Failures failures = new Failures();
        Path fresh = temporary.resolve("fresh");
        Path text = Files.writeString(temporary.resolve("text.png"), "no picture");
        failures.of(ModelException.class, () -> Inspector.open(temporary.resolve("nowhere")));
        failures.of(ModelException.class, () -> small(both).create());
        failures.of(ConfigurationException.class, () -> small(both).open());
        failures.of(ConfigurationException.class, () -> small(fresh).set("no.key", "1").create());
        failures.of(ConfigurationException.class, () -> small(fresh).set("data.image_size", "many").create());
        failures.of(ConfigurationException.class, () -> small(fresh).set("runtime.threads", "2").create());
        try (Inspector inspector = small(fresh).create()) {
            failures.of(ModelException.class, () -> inspector.score(plates.getFirst()));
            failures.of(ModelException.class, () -> inspector.product("plate"));
            failures.of(ModelException.class, inspector::history);
            failures.of(ModelException.class, inspector::verify);
            failures.of(ModelException.class, inspector::reload);
            failures.of(CancelledException.class, () -> inspector.learn("plate", Source.of(plates),
                new TaskContext(Progress.none(), () -> true)));
            failures.of(DataException.class, () -> inspector.learn("plate", plates.subList(0, 3)));
            failures.of(DataException.class, () -> inspector.learn("plate", List.of(text)));
            failures.of(DataException.class, () -> inspector.learn("plate", List.of()));
            assertFalse(Files.exists(fresh.resolve("CURRENT")));
            assertEquals(List.of(), inspector.products());
            inspector.learn("plate", plates);
        }
        Path model = copy();
        try (Inspector inspector = open(model)) {
            failures.of(ModelException.class, () -> inspector.learn("plate", plates));
            failures.of(ModelException.class, () -> inspector.product("none"));
            failures.of(DataException.class, () -> inspector.score(text));
            failures.of(DataException.class, () -> inspector.score(new byte[0]));
            failures.of(DataException.class, () -> inspector.score(new BufferedImage(1, 1,
                BufferedImage.TYPE_INT_RGB)));
            failures.of(DataException.class, () -> inspector.score(new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("the line is dead");
                }
            }));
            failures.of(UserException.class, () -> inspector.product("plate").setThreshold(Double.NaN, ""));
            failures.of(DataException.class, () -> inspector.product("plate").recalibrate(plates.subList(0, 3)));
            failures.of(DataException.class, () -> inspector.product("plate").recalibrate(meshes));
            failures.of(ModelException.class, () -> inspector.rollback(7));
            try (ModelFolder.Lock _ = new ModelFolder(model).lock()) {
                failures.of(BusyException.class, () -> inspector.learn("other", plates));
                failures.of(BusyException.class, () -> inspector.rollback(1));
                failures.of(BusyException.class, () -> inspector.product("plate").setThreshold(1, ""));
            }
            Path image = Pictures.png(temporary.resolve("image.png"), Pictures.PLATE.normal(100));
            HeatMap map = scored(inspector.score(List.of(Source.of(image)), ScoreOptions.DEFAULT.withHeatMaps()))
                .getFirst().heatMap().orElseThrow();
            Files.delete(image);
            failures.of(UnreadableImageException.class, () -> map.overlay(20));
            failures.of(IndexOutOfBoundsException.class, () -> map.at(-1, 0));
            assertEquals(List.of("plate", "mesh"), names(inspector));
            assertEquals(2, inspector.history().size());
            Files.writeString(model.resolve("CURRENT"), "?");
            failures.of(ModelFormatException.class, inspector::reload);
            failures.of(ModelException.class, () -> inspector.learn("other", plates));
            failures.of(ModelException.class, () -> Inspector.open(model));
        }
        Path taken = Files.writeString(temporary.resolve("taken"), "");
        try (Inspector inspector = small(taken).create()) {
            failures.of(OutputException.class, () -> inspector.learn("plate", plates));
        }
        assertEquals(handles, NativeRuntime.liveHandles());

        Set<String> exported = exportedToAll();
        for (Throwable thrown : failures.thrown) {
            assertTrue(exported.contains(thrown.getClass().getPackageName()), thrown::toString);
            assertFalse(thrown.getMessage().contains("\n"), thrown::toString);
        }
    }

    /** Packages that an application can import: the detector's that are exported to everybody, and Java's own. */
    private static Set<String> exportedToAll() {
        List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of)
            .filter(Files::exists).toList();
        Stream<ModuleReference> modules = classPath.stream().flatMap(entry -> {
            try {
                return ModuleFinder.of(entry).findAll().stream();
            } catch (java.lang.module.FindException e) {
                // A library that is no module, nor has a name for one.
                return Stream.of();
            }
        });
        Set<String> exported = modules.map(ModuleReference::descriptor).filter(m -> m.name().equals(
            "org.diffcont.detect")).flatMap(m -> m.exports().stream()).filter(export -> !export.isQualified())
            .map(ModuleDescriptor.Exports::source).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(exported.contains(Inspector.class.getPackageName()), exported::toString);
        exported.addAll(List.of("java.lang"));
        return exported;
    }
}

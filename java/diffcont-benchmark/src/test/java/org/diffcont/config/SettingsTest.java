package org.diffcont.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.diffcont.error.ConfigurationException;
import org.diffcont.experience.ClassOrder;
import org.diffcont.experience.ExperienceSettings;
import org.diffcont.strategy.StrategySettings;
import org.diffcont.training.TrainingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Settings DEFAULTS = Settings.defaults();

    private static String error(Map<String, String> overrides) {
        return assertThrows(ConfigurationException.class, () -> DEFAULTS.with(overrides)).getMessage();
    }

    @Test
    void recordsHoldExactlyTheRegisteredKeys() {
        for (KeyGroup group : Keys.groups()) {
            String prefix = group.name().isEmpty() ? "" : group.name() + ".";
            assertEquals(Arrays.stream(group.type().getRecordComponents())
                    .map(c -> prefix + c.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)).sorted()
                    .toList(), group.keys().stream().map(Key::name).sorted().toList());
        }
        assertEquals(Keys.all().stream().map(Key::name).toList(), List.copyOf(DEFAULTS.toMap().keySet()));
    }

    @Test
    void everyKeyReadsBackWhatItWrites() {
        Map<String, Object> values = DEFAULTS.values();
        for (Key<?> key : Keys.all()) {
            Object value = values.get(key.name());
            assertEquals(value, key.read(key.plain(value), "test"), key.name());
            assertEquals(value, key.read(String.valueOf(key.plain(value)), "test"), key.name() + " as text");
        }
    }

    @Test
    void everyKeyIsDocumentedInOneLine() {
        for (Key<?> key : Keys.all()) {
            assertTrue(key.documentation().length() > 10 && !key.documentation().contains("\n"), key.name());
        }
    }

    @Test
    void valuesArriveUnderTheirOwnNames() {
        Settings settings = DEFAULTS.with(Map.of("training.batch_current", "3", "training.batch_replay", "5",
                "network.channels", "8, 16", "network.attention", "[true,false]", "network.norm_groups", "4",
                "seed", "9007199254740993", "diffusion.beta_start", "1e-3"));
        assertEquals(3, settings.get(TrainingSettings.class).batchCurrent());
        assertEquals(5, settings.get(TrainingSettings.class).batchReplay());
        assertEquals(List.of(8, 16), settings.network().channels());
        assertEquals(List.of(true, false), settings.network().attention());
        assertEquals(9007199254740993L, settings.seed());
        assertEquals(1e-3, settings.diffusion().betaStart());
        assertEquals(16, settings.network().channels().getLast());
    }

    @Test
    void choicesWithParametersAreRead() {
        assertEquals(new EmbeddingTimestep.Fixed(50), DEFAULTS.embedding().timestep());
        assertEquals(new EmbeddingTimestep.Random(),
                DEFAULTS.with("embedding.timestep", "random").embedding().timestep());
        assertEquals(new ClassOrder.Given(List.of("screw", "bottle")),
                DEFAULTS.with("experience.order", "screw,bottle").get(ExperienceSettings.class).order());
        assertEquals(new ClassOrder.Shuffled(),
                DEFAULTS.with("experience.order", "shuffled").get(ExperienceSettings.class).order());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "training.epoch                | training.epochs",
        "epochs                        | training.epochs",
        "trainig.learning_rate         | training.learning_rate",
        "training.lr                   | training.learning_rate",
        "replay.perclass               | replay.per_class",
        "evt.false_positive_rate       | threshold.false_positive_rate",
        "network.attention-head-dim    | network.attention_head_dim",
        "Seed                          | seed",
        "image_size                    | data.image_size",
        "features.source               | routing.source",
    })
    void unknownKeyNamesTheOneThatWasMeant(String typed, String meant) {
        String message = error(Map.of(typed, "1"));
        assertTrue(message.startsWith("--set: unknown key '" + typed + "'; nearest: "), message);
        assertTrue(List.of(message.substring(message.indexOf("nearest: ") + 9).split(", ")).contains(meant), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "training.epochs       | ten      | a whole number from 0 to 1000000",
        "training.epochs       | 1.5      | a whole number from 0 to 1000000",
        "training.epochs       | -1       | a whole number from 0 to 1000000",
        "training.epochs       | 99999999999999999999 | a whole number from 0 to 1000000",
        "evt.tail              | 0        | a number in (0, 1]",
        "evt.tail              | 1.01     | a number in (0, 1]",
        "evt.tail              | NaN      | a number in (0, 1]",
        "evt.tail              | 1e999    | a number in (0, 1]",
        "experience.calibration| 1        | a number in (0, 1)",
        "data.strict           | yes      | true or false",
        "evt.form              | weibull  | paper or libmr",
        "evt.form              | LIBMR    | paper or libmr",
        "readings.poolings     | top      | a list of 1 to 100 poolings, each max, mean, or a share of the cells in "
                + "(0, 1)",
        "readings.poolings     | 1        | a list of 1 to 100 poolings, each max, mean, or a share of the cells in "
                + "(0, 1)",
        "network.channels      | 64,,256  | a list of 1 to 8 numbers, each a whole number from 1 to 4096",
        "network.channels      | 64,big   | a list of 1 to 8 numbers, each a whole number from 1 to 4096",
        "embedding.timestep    | sometimes| random, or a whole number from 0 below diffusion.timesteps",
        "backbone.method       | for ward | a method's name",
        "backbone.std          | 1,1,0    | a list of 3 numbers, each a number in (0, 1000]",
        "backbone.mean         | 1,1      | a list of 3 numbers, each a number in [-1000, 1000]",
        "backbone.sha256       | 12ab     | 64 hexadecimal digits, or nothing",
        "experience.order      | a,b,a    | alphabetical, shuffled, or a list of different class names such as "
                + "bottle,screw",
    })
    void wrongValueSaysKeyValueAndWhatIsAllowed(String key, String value, String allowed) {
        assertEquals("--set: " + key + " is '" + value + "', but it takes " + allowed, error(Map.of(key, value)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "network.attention=true                          | network.channels has 3 levels",
        "network.channels=64,100,256                     | not a multiple of network.norm_groups = 32",
        "network.attention_head_dim=48                   | network.attention_head_dim = 48 does not divide the 256",
        "training.epochs=1;network.image_size=30         | network.image_size = 30 cannot be halved 2 times",
        "training.epochs=1;network.image_size=48         | network.image_size = 48 does not divide data.image_size "
                + "= 256",
        "training.epochs=1                               | replayed samples are too small for the gate",
        "statistics.old_classes=refit                    | needs replayed images, and there are none (nothing reads",
        "evt.form=paper                                  | fused score of 4 readings",
        "routing.grid=3                                  | routing.grid = 3 does not divide the 16 cells",
        "data.image_size=100                             | its size 128 does not divide data.image_size = 100",
        "readings.candidates=filter_bank:as_is:32:32/diagonal | in an image of side 32 a cell has 1 pixels a side",
        "readings.candidates=pixels:as_is:30/diagonal     | 30 cells a side do not divide the image of side 256",
        "readings.candidates=dct:as_is:2/diagonal        | a cell has 128 pixels a side; dct needs 2 to 16",
        "readings.candidates=dct:as_is:16/whitened       | whitened goes with the source bottleneck alone",
        "diffusion.beta_start=0.5                        | diffusion.beta_start = 0.5 is above",
        "embedding.timestep=1000                         | is not below diffusion.timesteps = 1000",
        "readings.candidates=levels:33/diagonal;replay.per_class=0 | levels:33 has more cells a side than",
        "readings.candidates=reconstruction:33:50/diagonal;replay.per_class=0 | reconstruction:33:50 has more cells",
        "readings.candidates=reconstruction:16:1000/diagonal;replay.per_class=0 | reconstruction:16:1000 has a "
                + "timestep that is not below diffusion.timesteps = 1000",
        "readings.candidates=torchscript:16/diagonal      | torchscript:16 reads a network of your own, but "
                + "backbone.file names none",
        "routing.source=torchscript:16                   | torchscript:16 reads a network of your own",
        "diffusion.timesteps=60;replay.ddim_steps=61     | replay.ddim_steps = 61 is above diffusion.timesteps = 60",
    })
    void keysThatDoNotFitEachOtherAreNamed(String overrides, String message) {
        Map<String, String> map = new java.util.HashMap<>();
        for (String override : overrides.split(";")) {
            map.put(override.split("=")[0], override.split("=")[1]);
        }
        String actual = error(map);
        assertTrue(actual.contains(message), actual);
    }

    @Test
    void aBackboneIsThereWhenSomethingReadsIt() {
        Settings named = DEFAULTS.with("backbone.file", "some where/b.pt");
        assertFalse(named.hasBackbone());
        assertTrue(named.with("routing.source", "torchscript:16").hasBackbone());
        assertFalse(named.with(Map.of("routing.source", "torchscript:16", "routing.rule", "nearest")).hasBackbone());
        assertTrue(named.with("readings.candidates", "torchscript:8/patch_memory:100").hasBackbone());
        assertEquals("some where/b.pt", named.backbone().file());
    }

    @Test
    void sizesThatOnlyANetworkMindsAreFreeWithoutOne() {
        assertEquals(30, DEFAULTS.with("network.image_size", "30").network().imageSize());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "levels:16",
        "levels:16/diagonal/max",
        "levels/diagonal",
        "levels:0/diagonal",
        "levels:16:4/diagonal",
        "filter_bank:bright:16/diagonal",
        "filter_bank:16:as_is/diagonal",
        "bottleneck/pca_residual",
        "bottleneck/pca_residual:x",
        "bottleneck/median:3",
    })
    void wrongCandidatesAreRefusedWithTheFormsThereAre(String candidate) {
        String message = error(Map.of("readings.candidates", candidate));
        assertTrue(message.startsWith("--set: readings.candidates is '" + candidate
                + "', but it takes a list of 1 to 1000 "
                + "candidates, each SOURCE/MODEL; a SOURCE is bottleneck or levels:GRID or "
                + "reconstruction:GRID:TIMESTEP or torchscript:GRID or trunk:BLOCKS:GRID or "
                + "trunk:BLOCKS:GRID:SIZE or filter_bank:EXPOSURE:GRID"),
                message);
    }

    @Test
    void readingsAreEveryCandidateWithEveryPoolingAndThoseWithoutCellsOnce() {
        ReadingsSettings readings = DEFAULTS.with(Map.of("readings.candidates", "levels:4/location_mahalanobis:2,"
                + "levels:4/pca_residual:3, "
                + "levels:1/patch_memory:9,bottleneck/location_mahalanobis:2,levels:4/diagonal",
                "readings.poolings", "max,0.25,mean,max")).readings();
        assertEquals(List.of("levels:4/location_mahalanobis:2/max", "levels:4/location_mahalanobis:2/0.25",
                "levels:4/location_mahalanobis:2/mean", "levels:4/pca_residual:3", "levels:1/patch_memory:9",
                "bottleneck/location_mahalanobis:2", "levels:4/diagonal"),
                readings.all().stream().map(Reading::toString).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "seed=1                                          | false",
        "training.epochs=1                               | true",
        "training.steps=1                                | true",
        "routing.source=levels:4                         | true",
        "routing.source=levels:4;routing.rule=nearest    | false",
        "readings.candidates=bottleneck/diagonal         | true",
        "readings.candidates=reconstruction:8:50/diagonal | true",
        "backbone.file=b.pt;readings.candidates=torchscript:8/diagonal | false",
    })
    void thereIsANetworkWhenSomethingTrainsOrReadsIt(String overrides, boolean expected) {
        Map<String, String> map = new java.util.HashMap<>(Map.of("replay.per_class", "0"));
        for (String override : overrides.split(";")) {
            map.put(override.split("=")[0], override.split("=")[1]);
        }
        assertEquals(expected, TrainingSettings.hasNetwork(DEFAULTS.with(map)));
    }

    @Test
    void headDimensionMayNotFitLevelsWithoutAttention() {
        assertEquals(256, DEFAULTS.with("network.attention_head_dim", "256").network().attentionHeadDim());
    }

    @ParameterizedTest
    @CsvSource({"even,even", "even:5,even:5", "15,15", "10+5,10+5", "10+1x5,10+1x5", "' 3 × 5 ',3x5"})
    void splitsOfExperiencesAreRead(String text, String expected) {
        assertEquals(expected, DEFAULTS.with("experience.split", text).get(ExperienceSettings.class).split());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "10+", "5x", "x5", "3x0", "ten", "1.5", "-1", "even:", "even:0", "even5",
        "even:2+1"})
    void whatIsNoSplitIsRefusedWithWhatIs(String text) {
        var e = assertThrows(ConfigurationException.class, () -> DEFAULTS.with("experience.split", text));
        assertTrue(e.getMessage().contains("10+1x5"), e.getMessage());
    }

    @Test
    void refitNeedsAStrategyThatReplays() {
        Settings refit = Settings.read("demo", null, Map.of("statistics.old_classes", "refit"));
        assertTrue(StrategySettings.replays(refit));
        var e = assertThrows(ConfigurationException.class, () -> refit.with("strategy.name", "naive"));
        assertTrue(e.getMessage().contains("strategy.name = naive"), e.getMessage());
        Settings stored = refit.with("strategy.name", "replay");
        assertTrue(StrategySettings.replays(stored));
        e = assertThrows(ConfigurationException.class, () -> stored.with("strategy.exemplars", "0"));
        assertTrue(e.getMessage().contains("strategy.exemplars = 0"), e.getMessage());
        assertFalse(StrategySettings.replays(refit.with("strategy.name", "joint")));
    }

    @Test
    void onlySamplesMustBeAsLargeAsTheImagesRead() {
        Map<String, String> larger = Map.of("data.image_size", "64", "routing.rule", "nearest");
        assertThrows(ConfigurationException.class, () -> Settings.read("demo", null, larger));
        assertTrue(StrategySettings.replays(Settings.read("demo", null, larger("replay", larger))));
        assertFalse(StrategySettings.replays(Settings.read("demo", null, larger("naive", larger))));
    }

    private static Map<String, String> larger(String strategy, Map<String, String> keys) {
        Map<String, String> all = new HashMap<>(keys);
        all.put("strategy.name", strategy);
        return all;
    }

    @Test
    void differencesListBothValues() {
        Settings other = DEFAULTS.with(Map.of("run.keep_checkpoints", "7", "network.channels", "32,64,96"));
        List<Settings.Difference> differences = DEFAULTS.differences(other);
        assertEquals(List.of(
                new Settings.Difference("network.channels", List.of(32, 64, 96), List.of(64, 128, 256), true),
                new Settings.Difference("run.keep_checkpoints", 7, 5, false)), differences);
        assertEquals("run.keep_checkpoints: 7 there, 5 here", differences.getLast().toString());
        assertTrue(DEFAULTS.differences(DEFAULTS).isEmpty());
    }
}

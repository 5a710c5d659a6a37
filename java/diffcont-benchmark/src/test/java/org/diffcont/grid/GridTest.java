package org.diffcont.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.diffcont.error.ConfigurationException;
import org.diffcont.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GridTest {
    private static Grid grid(List<Long> seeds, List<String> orders, String... axes) {
        return Grid.of(List.of(axes).stream().map(GridAxis::parse).toList(), Settings.profile("demo")::with, seeds,
            orders);
    }

    private static List<String> folders(Grid grid) {
        return grid.runs().stream().map(GridRun::folder).toList();
    }

    @Test
    void commasSeparateValuesAndSquareBracketsHoldListsTogether() {
        assertEquals(new GridAxis("training.epochs", List.of("1", "100")), GridAxis.parse("training.epochs=1,100"));
        assertEquals(List.of("[32,64]", "[64, 128]"), GridAxis.parse("network.channels=[32,64],[64, 128]").values());
        assertEquals(List.of("levels:4/diagonal", "dct:as_is:4/diagonal"),
            GridAxis.parse("readings.candidates = levels:4/diagonal , dct:as_is:4/diagonal").values());
        assertEquals(List.of("a=b"), GridAxis.parse("key=a=b").values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"training.epochs", "=1", "a=", "a=1,,2", "a=1,", "a=[1,2", "a=1]", "a=]1[", "a=1,1"})
    void whatIsNoAxisIsRefused(String text) {
        assertThrows(ConfigurationException.class, () -> GridAxis.parse(text));
    }

    @Test
    void everyCombinationIsAPointAndIsRunWithEverySeedAndOrder() {
        Grid grid = grid(List.of(0L, 7L), List.of("alphabetical", "shuffled"), "training.steps=1,2",
            "evt.tail=0.05,0.10");
        assertEquals(List.of("steps=1_tail=0.05", "steps=1_tail=0.10", "steps=2_tail=0.05", "steps=2_tail=0.10"),
            grid.points().stream().map(GridPoint::name).toList());
        assertEquals(16, grid.runs().size());
        GridRun last = grid.runs().getLast();
        assertEquals("steps=2_tail=0.10_shuffled_seed=7", last.folder());
        assertEquals(Settings.profile("demo").with(Map.of("training.steps", "2", "evt.tail", "0.1", "seed", "7",
            "experience.order", "shuffled")), last.settings());
        assertEquals(4, grid.runs().stream().filter(run -> run.point().equals(grid.points().getFirst())).count());
        assertEquals(Map.of("training.steps", "2", "evt.tail", "0.10"), last.point().choices());
    }

    @Test
    void withoutSeedsAndOrdersTheConfigurationsAreTaken() {
        assertEquals(List.of("steps=1_alphabetical_seed=0"), folders(grid(List.of(), List.of(), "training.steps=1")));
        Grid listed = Grid.of(List.of(), keys -> Settings.profile("demo").with(Map.of("seed", "3", "experience.order",
            "screw,bottle")), List.of(), List.of());
        assertEquals(List.of("run_screw-bottle_seed=3"), folders(listed));
        assertEquals(List.of("screw", "bottle"), listed.runs().getFirst().settings().toMap().get("experience.order"));
    }

    @Test
    void keysThatEndAlikeAreWrittenWhole() {
        assertEquals("data.image_size=32_network.image_size=32_alphabetical_seed=0", folders(grid(List.of(), List.of(),
            "data.image_size=32", "network.image_size=32")).getFirst());
    }

    @Test
    void namesStayDifferentShortAndFitForAFolder() {
        String common = "levels:1/diagonal,levels:2/diagonal,levels:4/diagonal,levels:8/diagonal,levels:16/diagonal,";
        Grid grid = grid(List.of(), List.of(), "readings.candidates=levels:8/diagonal,[" + common
            + "levels:8/pca_residual:5],[" + common + "levels:8/pca_residual:6]");
        List<String> names = folders(grid);
        assertEquals(3, new HashSet<>(names).size());
        for (String name : names) {
            assertTrue(name.matches("[A-Za-z0-9.=_+-]{1,130}"), name);
        }
        List<GridPoint> alike = List.of(new GridPoint("a", Map.of("k", "1"), Settings.defaults()),
            new GridPoint("a", Map.of("k", "2"), Settings.defaults()));
        assertEquals(List.of("a", "a-2"), Grid.of(alike, List.of(), List.of()).points().stream().map(GridPoint::name)
            .toList());
    }

    @ParameterizedTest
    @CsvSource({"training.step=1, nearest", "seed=1, --seeds", "experience.order=shuffled, --orders",
        "training.steps=x, whole number"})
    void aWrongKeyIsNamedBeforeAnythingRuns(String axis, String word) {
        var e = assertThrows(ConfigurationException.class, () -> grid(List.of(), List.of(), axis));
        assertTrue(e.getMessage().contains(word), e.getMessage());
    }

    @Test
    void nothingMayBeNamedTwice() {
        assertThrows(ConfigurationException.class,
            () -> grid(List.of(), List.of(), "training.steps=1", "training.steps=2"));
        assertThrows(ConfigurationException.class, () -> grid(List.of(1L, 1L), List.of(), "training.steps=1"));
        assertThrows(ConfigurationException.class,
            () -> grid(List.of(), List.of("shuffled", "shuffled"), "training.steps=1"));
    }
}

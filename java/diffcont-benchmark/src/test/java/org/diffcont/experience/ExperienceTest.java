package org.diffcont.experience;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.diffcont.dataset.Category;
import org.diffcont.detect.CalibrationSplit;
import org.diffcont.error.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperienceTest {
    private static final List<Category> CATEGORIES = categories("screw", "bottle", "tile10", "tile9", "zipper");

    private static List<Category> categories(String... names) {
        return Arrays.stream(names).map(name -> new Category(name, Path.of(name), List.of(), List.of())).toList();
    }

    private static List<String> names(List<Category> categories) {
        return categories.stream().map(Category::name).toList();
    }

    @Test
    void alphabeticalOrderReadsDigitsAsNumbers() {
        assertEquals(List.of("bottle", "screw", "tile9", "tile10", "zipper"),
                names(new ClassOrder.Alphabetical().arrange(CATEGORIES, 7)));
    }

    @Test
    void aShuffledOrderDependsOnTheSeedOnly() {
        List<Category> arranged = new ClassOrder.Shuffled().arrange(CATEGORIES, 7);
        assertEquals(arranged, new ClassOrder.Shuffled().arrange(CATEGORIES.reversed(), 7));
        assertEquals(new HashSet<>(CATEGORIES), new HashSet<>(arranged));
        assertNotEquals(arranged, new ClassOrder.Shuffled().arrange(CATEGORIES, 8));
    }

    @Test
    void aGivenOrderIsKept() {
        List<String> order = List.of("zipper", "tile9", "tile10", "screw", "bottle");
        assertEquals(order, names(new ClassOrder.Given(order).arrange(CATEGORIES, 7)));
    }

    @Test
    void aGivenOrderMustNameEveryCategoryOnce() {
        refused("there is no category 'botle'; nearest: bottle",
                List.of("botle", "screw", "tile9", "tile10", "zipper"));
        refused("missing bottle, zipper; list every category once", List.of("screw", "tile9", "tile10"));
        assertThrows(IllegalArgumentException.class, () -> new ClassOrder.Given(List.of("screw", "screw")));
    }

    private static void refused(String words, List<String> order) {
        var e = assertThrows(UserException.class, () -> new ClassOrder.Given(order).arrange(CATEGORIES, 7));
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    @Test
    void splitsIntoExperiencesOfEqualSizeAndARest() {
        assertEquals(List.of(2, 2, 1), ExperienceSplit.every(2, 5).sizes());
        assertEquals(List.of(1, 1, 1), ExperienceSplit.every(1, 3).sizes());
        assertEquals(List.of(3), ExperienceSplit.every(9, 3).sizes());
        assertThrows(UserException.class, () -> ExperienceSplit.every(0, 3));
    }

    @Test
    void theKeySplitsEvenlyOrAsItSays() {
        assertEquals(List.of(1, 1, 1), new ExperienceSettings(new ClassOrder.Alphabetical(), "even").splitOf(3)
            .sizes());
        assertEquals(List.of(2, 2, 1),
                new ExperienceSettings(new ClassOrder.Alphabetical(), "even:2").splitOf(5).sizes());
        assertEquals(List.of(3, 1, 1),
                new ExperienceSettings(new ClassOrder.Alphabetical(), "3+1x2").splitOf(5).sizes());
    }

    @Test
    void readsSplitsFromText() {
        assertEquals(List.of(10, 1, 1, 1, 1, 1), ExperienceSplit.parse("10+1x5", 15).sizes());
        assertEquals(List.of(3, 3, 6), ExperienceSplit.parse(" 3 x 2 + 6 ", 12).sizes());
        assertEquals(List.of(4), ExperienceSplit.parse("4", 4).sizes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+", "10+", "ten", "1x", "x5", "0", "1x0", "-1", "1.5", "99999999999"})
    void refusesTextThatIsNoSplit(String text) {
        var e = assertThrows(UserException.class, () -> ExperienceSplit.parse(text, 15));
        assertTrue(e.getMessage().contains("is not a number of classes"), e.getMessage());
    }

    @Test
    void refusesASplitThatDoesNotAddUp() {
        var e = assertThrows(UserException.class, () -> ExperienceSplit.parse("10+1x6", 15));
        assertTrue(e.getMessage().contains("adds up to 16 classes, but there are 15"), e.getMessage());
        assertThrows(UserException.class, () -> ExperienceSplit.parse("999999x999999", 15));
    }

    @Test
    void aStreamGivesClassesTheirIndicesInOrderOfArrival() {
        ExperienceStream stream = ExperienceStream.of(CATEGORIES, new ExperienceSplit(List.of(2, 1, 2)));
        assertEquals(3, stream.size());
        assertEquals(List.of("tile9", "zipper"), names(stream.experiences().get(2).categories()));
        assertEquals(CATEGORIES, stream.classes());
        assertEquals(CATEGORIES.subList(0, 3), stream.seenClasses(1));
        assertThrows(IllegalArgumentException.class,
                () -> ExperienceStream.of(CATEGORIES, ExperienceSplit.every(1, 4)));
    }

    @Test
    void everyFifthImageIsHeldOutForAShareOfOneFifth() {
        CalibrationSplit split = CalibrationSplit.of(12, 0.2);
        assertArrayEquals(new int[] {4, 9}, split.calibration());
        assertArrayEquals(new int[] {0, 1, 2, 3, 5, 6, 7, 8, 10, 11}, split.train());
    }

    @ParameterizedTest
    @CsvSource({"2,.2", "2,.9", "3,.01", "3,.99", "10,.5", "60,.2", "1000,.1", "1000,.3333"})
    void bothPartsAreDisjointCompleteAndOfTheShareAskedFor(int count, double share) {
        CalibrationSplit split = CalibrationSplit.of(count, share);
        boolean[] seen = new boolean[count];
        for (int i : split.train()) {
            seen[i] = true;
        }
        for (int i : split.calibration()) {
            assertTrue(!seen[i], "image " + i + " is in both");
            seen[i] = true;
        }
        for (boolean one : seen) {
            assertTrue(one);
        }
        assertTrue(split.train().length >= 1 && split.calibration().length >= 1);
        assertEquals(count * share, split.calibration().length, 1);
    }

    @Test
    void refusesASplitThatLeavesOneSideEmpty() {
        assertThrows(IllegalArgumentException.class, () -> CalibrationSplit.of(1, 0.5));
        for (double share : new double[] {0, 1, -1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> CalibrationSplit.of(10, share));
        }
    }
}

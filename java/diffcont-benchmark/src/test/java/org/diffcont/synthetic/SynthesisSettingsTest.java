package org.diffcont.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.diffcont.error.UserException;
import org.junit.jupiter.api.Test;

class SynthesisSettingsTest {
    @Test
    void rejectsNumbersOutOfRangeAndNamesThem() {
        assertMessage("image size is 63", () -> new SynthesisSettings(63, 1, 1, 1, 0, List.of()));
        assertMessage("image size is 513", () -> new SynthesisSettings(513, 1, 1, 1, 0, List.of()));
        assertMessage("train images per category is 0", () -> new SynthesisSettings(64, 0, 1, 1, 0, List.of()));
        assertMessage("good test images per category is 0", () -> new SynthesisSettings(64, 1, 0, 1, 0, List.of()));
        assertMessage("test images per defect is -1", () -> new SynthesisSettings(64, 1, 1, -1, 0, List.of()));
    }

    @Test
    void rejectsAnUnknownCategoryAndListsTheKnown() {
        assertMessage("'geer'; choose from woven_cloth",
                () -> new SynthesisSettings(64, 1, 1, 1, 0, List.of("geer")));
    }

    @Test
    void countsEachCategoryOnce() {
        SynthesisSettings settings = new SynthesisSettings(64, 2, 3, 1, 0, List.of("gear", "gear"));
        assertEquals(List.of("gear"), settings.categories());
        assertEquals(2 + 3 + SyntheticDataset.defects("gear").size(), SyntheticDataset.imageCount(settings));
    }

    @Test
    void theDefaultsCoverAllCategories() {
        assertTrue(SynthesisSettings.defaults().categories().isEmpty());
        assertEquals(256, SynthesisSettings.defaults().imageSize());
        assertEquals(15, SyntheticDataset.categories().size());
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable action) {
        String message = assertThrows(UserException.class, action).getMessage();
        assertTrue(message.contains(part), message);
    }
}

package org.diffcont.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTypeTest {
    private static final ReadingType TYPE = new ReadingType();

    @ParameterizedTest
    @ValueSource(strings = {"trunk:2+4+10:16/gaussian:block/0.01", "dct:as_is:16/patch_memory:10/max",
        "filter_bank:as_is:16/location_mahalanobis:4/mean", "pixels:as_is:16/pca_residual:60"})
    void readsWhatItWrites(String text) {
        assertEquals(text, TYPE.write(TYPE.read(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "trunk:2:16", "dct:as_is:16/patch_memory:10", "dct:as_is:16/patch_memory:10/2",
        "pixels:as_is:16/pca_residual:60/max", "dct:as_is:16/patch_memory:10/max/max"})
    void refusesWhatIsNoReading(String text) {
        assertThrows(IllegalArgumentException.class, () -> TYPE.read(text));
    }
}

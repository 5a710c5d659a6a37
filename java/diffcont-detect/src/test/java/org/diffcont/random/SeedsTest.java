package org.diffcont.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** A change of these values makes every earlier run irreproducible. */
class SeedsTest {
    /** From an independent implementation of the documented formula (Python integers). */
    @Test
    void derivedSeedsNeverChange() {
        assertEquals(0x5b21f68ffa77f14cL, Seeds.derive(0, ""));
        assertEquals(0x0c2194d20305d940L, Seeds.derive(42, "batch.current", 0));
        assertEquals(0xf6766f0b5c776544L, Seeds.derive(42, "batch.current", 1));
        assertEquals(0x5123e333ff462c03L, Seeds.derive(42, "batch.current"));
        assertEquals(0xae9fbc70446076e8L, Seeds.derive(43, "batch.current", 0));
        assertEquals(0x3243105800bb8ad2L, Seeds.derive(42, "batch.replay.image", 3, 7));
        assertEquals(0x678b870c3d83aebbL, Seeds.derive(-1, "Übung", -5));
    }

    /** L64X128MixRandom as JDK 25 gives it. */
    @Test
    void theGeneratorNeverChanges() {
        var random = Seeds.generator(42, "batch.current", 0);
        assertEquals(0xf7b2d8cad82c03d2L, random.nextLong());
        assertEquals(0x8c66d56cc15fb676L, random.nextLong());
        assertArrayEquals(new int[] {2, 6, 0, 4, 5, 1, 3, 8, 7, 9},
                Seeds.permutation(10, Seeds.generator(42, "batch.current", 0)));
    }
}

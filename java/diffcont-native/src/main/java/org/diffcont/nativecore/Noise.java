package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.diffcont.nativecore.bindings.detect.DetectH;

/** Counter-based standard normal noise (Philox 4x32-10, Box-Muller). */
public final class Noise {

    private Noise() {
    }

    /** Fills the array; element i depends on (seed, stream, i) alone. */
    public static void fill(long seed, long stream, float[] values) {
        DetectLibrary.load();
        if (values.length == 0) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = Calls.floats(arena, values.length);
            Calls.checkDetect(DetectH.dc_noise(seed, stream, buffer, values.length));
            MemorySegment.copy(buffer, Calls.FLOAT, 0, values, 0, values.length);
        }
    }
}

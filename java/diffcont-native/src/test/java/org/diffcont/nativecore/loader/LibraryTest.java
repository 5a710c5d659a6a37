package org.diffcont.nativecore.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LibraryTest {
    private static final List<String> NAMES = List.of("libgomp.so.1", "libc10.so", "libtorch_cpu.so",
            "libdiffcont_detect.so", "libdiffcont_network.so", "efficientnet-lite0.safetensors");

    @Test
    void openedBeforeALibraryIsWhatItNeedsAndNothingThatIsNone() {
        assertEquals(List.of("libgomp.so.1"), Library.DETECT.before(NAMES));
        assertEquals(List.of("libgomp.so.1", "libc10.so", "libtorch_cpu.so"), Library.NETWORK.before(NAMES));
    }
}

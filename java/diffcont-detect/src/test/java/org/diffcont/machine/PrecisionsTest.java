package org.diffcont.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.diffcont.error.ConfigurationException;
import org.diffcont.nativecore.Precision;
import org.junit.jupiter.api.Test;

class PrecisionsTest {
    private static Precision choose(PrecisionChoice key, String variable, boolean bf16) {
        return Precisions.choose(key, variable == null ? Map.of() : Map.of(Precisions.VARIABLE, variable), () -> bf16);
    }

    @Test
    void autoFollowsTheProcessor() {
        assertEquals(Precision.BF16, choose(PrecisionChoice.AUTO, null, true));
        assertEquals(Precision.F32, choose(PrecisionChoice.AUTO, null, false));
    }

    @Test
    void theKeyStandsWhateverTheProcessor() {
        assertEquals(Precision.F32, choose(PrecisionChoice.F32, null, true));
        assertEquals(Precision.BF16, choose(PrecisionChoice.BF16, " ", false));
    }

    @Test
    void theEnvironmentOverridesTheKey() {
        assertEquals(Precision.F32, choose(PrecisionChoice.BF16, "f32", true));
        assertEquals(Precision.BF16, choose(PrecisionChoice.F32, "BF16", false));
        assertEquals(Precision.F32, choose(PrecisionChoice.BF16, "auto", false));
    }

    @Test
    void anotherValueOfTheVariableIsNamed() {
        ConfigurationException e = assertThrows(ConfigurationException.class,
            () -> choose(PrecisionChoice.F32, "fp16", true));
        assertEquals("the environment variable DIFFCONT_PRECISION is 'fp16'; set it to f32, bf16 or auto, or unset it",
            e.getMessage());
    }
}

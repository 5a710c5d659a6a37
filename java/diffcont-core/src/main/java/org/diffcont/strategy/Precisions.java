package org.diffcont.strategy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.diffcont.config.RuntimeSettings;
import org.diffcont.config.Settings;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.Precision;

/** The number formats that a configuration means on this machine. */
public final class Precisions {
    private Precisions() {
    }

    /** Of sampling and embedding; {@code auto} is bfloat16 where the processor computes in it, else f32. */
    public static Precision of(Settings settings) {
        return onThisMachine(settings.runtime().precision());
    }

    /** Of training steps; {@code auto} as in {@link #of}. */
    public static Precision ofTraining(Settings settings) {
        return onThisMachine(settings.training().precision());
    }

    private static Precision onThisMachine(RuntimeSettings.Precision precision) {
        return switch (precision) {
            case F32 -> Precision.F32;
            case BF16 -> Precision.BF16;
            case AUTO -> computesBf16() ? Precision.BF16 : Precision.F32;
        };
    }

    private static boolean computesBf16() {
        try {
            return new ObjectMapper().readTree(NativeRuntime.describeJson()).path("bf16").asBoolean();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the native library describes itself in broken JSON", e);
        }
    }
}

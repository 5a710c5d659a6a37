package org.diffcont.strategy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.diffcont.config.ConfigurationException;
import org.diffcont.config.RuntimeSettings;
import org.diffcont.config.Settings;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.Precision;

/**
 * The number format of sampling and embedding on this machine: what the environment variable {@value #VARIABLE} says
 * (f32, bf16 or auto), so that a model made elsewhere runs here too; else the key runtime.precision. {@code auto} is
 * bfloat16 where the processor computes in it, else f32.
 */
public final class Precisions {
    public static final String VARIABLE = "DIFFCONT_PRECISION";

    private Precisions() {
    }

    /** @throws ConfigurationException when the environment variable holds something else */
    public static Precision of(Settings settings) {
        return of(settings.runtime().precision());
    }

    /** As {@link #of(Settings)}, for one value of the key. */
    public static Precision of(RuntimeSettings.Precision key) {
        return choose(key, System.getenv(), Precisions::computesBf16);
    }

    static Precision choose(RuntimeSettings.Precision key, Map<String, String> environment,
                            BooleanSupplier computesBf16) {
        String variable = environment.getOrDefault(VARIABLE, "").strip();
        return switch (variable.isEmpty() ? key : parse(variable)) {
            case F32 -> Precision.F32;
            case BF16 -> Precision.BF16;
            case AUTO -> computesBf16.getAsBoolean() ? Precision.BF16 : Precision.F32;
        };
    }

    private static RuntimeSettings.Precision parse(String variable) {
        for (RuntimeSettings.Precision precision : RuntimeSettings.Precision.values()) {
            if (precision.name().equals(variable.toUpperCase(Locale.ROOT))) {
                return precision;
            }
        }
        throw new ConfigurationException("the environment variable %s is '%s'; set it to f32, bf16 or auto, or unset it"
            .formatted(VARIABLE, variable));
    }

    private static boolean computesBf16() {
        try {
            return new ObjectMapper().readTree(NativeRuntime.describeJson()).path("bf16").asBoolean();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the native library describes itself in broken JSON", e);
        }
    }
}

package org.diffcont.machine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.diffcont.error.ConfigurationException;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.Precision;

/**
 * The number formats that a configuration means on this machine. For sampling and embedding the environment variable
 * {@value #VARIABLE} (f32, bf16 or auto) goes before the key runtime.precision, so that a model made elsewhere runs here
 * too. {@code auto} is bfloat16 where the processor computes in it or {@link Machine#take} took a GPU, else f32.
 */
public final class Precisions {
    public static final String VARIABLE = "DIFFCONT_PRECISION";

    private Precisions() {
    }

    /**
     * Of sampling and embedding.
     *
     * @throws ConfigurationException when the environment variable holds something else
     */
    static Precision of(PrecisionChoice key) {
        return choose(key, System.getenv(), Precisions::computesBf16);
    }

    /** Of training steps. */
    public static Precision ofTraining(PrecisionChoice key) {
        return onThisMachine(key, Precisions::computesBf16);
    }

    static Precision choose(PrecisionChoice key, Map<String, String> environment,
                            BooleanSupplier computesBf16) {
        String variable = environment.getOrDefault(VARIABLE, "").strip();
        return onThisMachine(variable.isEmpty() ? key : parse(variable), computesBf16);
    }

    private static Precision onThisMachine(PrecisionChoice precision, BooleanSupplier computesBf16) {
        return switch (precision) {
            case F32 -> Precision.F32;
            case BF16 -> Precision.BF16;
            case AUTO -> computesBf16.getAsBoolean() ? Precision.BF16 : Precision.F32;
        };
    }

    private static PrecisionChoice parse(String variable) {
        for (PrecisionChoice precision : PrecisionChoice.values()) {
            if (precision.name().equals(variable.toUpperCase(Locale.ROOT))) {
                return precision;
            }
        }
        throw new ConfigurationException("the environment variable %s is '%s'; set it to f32, bf16 or auto, or unset it"
            .formatted(VARIABLE, variable));
    }

    private static boolean computesBf16() {
        try {
            return new ObjectMapper().readTree(NativeRuntime.describeNetworkJson()).path("bf16").asBoolean();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the native library describes itself in broken JSON", e);
        }
    }
}

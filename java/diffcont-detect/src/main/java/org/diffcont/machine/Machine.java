package org.diffcont.machine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.diffcont.config.BooleanType;
import org.diffcont.config.IntegerType;
import org.diffcont.config.KeyGroup;
import org.diffcont.config.KeyValues;
import org.diffcont.config.TextType;
import org.diffcont.error.UserException;
import org.diffcont.nativecore.NativeException;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.NativeStatus;
import org.diffcont.nativecore.NetworkLibrary;
import org.diffcont.nativecore.Precision;

/**
 * What a process computes with. It stands beside the {@link org.diffcont.config.Settings settings} and never in a model,
 * so that a model learned with two threads on a laptop is not scored with two on a server.
 *
 * @param threads    of Java's and the native core's work; 0 takes all cores that this process may use
 * @param device     what networks compute on: {@code cpu}, {@code cuda}, {@code cuda:N} or {@code auto}
 * @param tf32       on a GPU f32 products and convolutions may round their factors to 11 bits
 * @param precision  number format of sampling and embedding; see {@link Precisions}
 */
public record Machine(int threads, String device, boolean tf32, PrecisionChoice precision) {
    /** The machine's keys, {@code runtime.*}: for the command line and configuration files. */
    public static final KeyGroup KEYS = KeyGroup.of("runtime", Machine.class)
        .neutral("runtime.threads", new IntegerType(0, 1024), 0,
            "Threads of the one pool that Java and the native core share; 0 takes all cores. Another number "
                + "may move results in their last digits")
        .neutral("runtime.device", new TextType("cpu|auto|cuda(:[0-9]{1,2})?", "cpu, cuda, cuda:N or auto"), "cpu",
            "What networks compute on: the processor, the first or the N-th NVIDIA GPU, or auto, the first "
                + "GPU where there is one and else the processor. Another device moves results in their "
                + "last digits")
        .neutral("runtime.tf32", new BooleanType(), false,
            "On a GPU f32 products and convolutions may round their factors to 11 bits, which is faster")
        .choice("runtime.precision", PrecisionChoice.F32,
            "Arithmetic for sampling and embedding; auto takes bf16 where the CPU or the GPU has it. The "
                + "environment variable DIFFCONT_PRECISION goes before it").build();
    private static final String PROCESSOR = "cpu";

    /** All cores of the processor, f32. */
    public static Machine defaults() {
        return new Machine(0, PROCESSOR, false, PrecisionChoice.F32);
    }

    /**
     * The machine that keys name; keys of other groups are not looked at.
     *
     * @param file       a configuration file, or null for none
     * @param overrides  key to value as text, each as after {@code --set}
     * @throws org.diffcont.error.ConfigurationException naming the source, the key, the value and what is allowed
     */
    public static Machine read(Path file, Map<String, String> overrides) {
        return (Machine) KeyValues.read(KEYS, file, overrides);
    }

    /** Key to value as text; {@link #read} turns it into an equal machine. */
    public Map<String, String> toMap() {
        return new LinkedHashMap<>(Map.of("runtime.threads", Integer.toString(threads), "runtime.device", device,
            "runtime.tf32", Boolean.toString(tf32), "runtime.precision", precision.name().toLowerCase(Locale.ROOT)));
    }

    /** {@link #threads}, with 0 replaced by the number of cores this process may use. */
    public int effectiveThreads() {
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }

    /** This machine with another number of threads. */
    public Machine withThreads(int other) {
        return new Machine(other, device, tf32, precision);
    }

    /** The number format of sampling and embedding on this machine. */
    public Precision inference() {
        return Precisions.of(precision);
    }

    /**
     * What computes.
     *
     * @param device "cpu" or "cuda:N"
     * @param fallback why there is no GPU to take, where {@code auto} asked for one; else empty
     */
    public record Taken(String device, String fallback) {
    }

    /**
     * Makes this process compute with these threads on this device; to be called before networks are made or read.
     *
     * @throws UserException when the device cannot be used; the message says why
     */
    public Taken take() {
        NativeRuntime.setThreads(threads);
        try {
            NativeRuntime.setDevice(device, tf32);
        } catch (NativeException e) {
            if (e.status() == NativeStatus.UNSUPPORTED) {
                throw new UserException("runtime.device = " + device + ": " + e.getMessage()
                        + "; set it to auto or cpu to compute on the processor", e);
            }
            throw e;
        }
        if (device.equals(PROCESSOR)) {
            return new Taken(PROCESSOR, "");
        }
        JsonNode devices = devices();
        boolean fellBack = device.equals("auto") && !devices.path("usable").asBoolean();
        return new Taken(devices.path("device").asText(), fellBack ? devices.path("reason").asText() : "");
    }

    /** What computes in this process now, "cpu" or "cuda:N"; does not load the library of networks. */
    public static String deviceInUse() {
        return NetworkLibrary.isLoaded() ? devices().path("device").asText() : PROCESSOR;
    }

    /** What {@link NativeRuntime#describeDevicesJson()} says; loads the library of networks. */
    public static JsonNode devices() {
        try {
            return new ObjectMapper().readTree(NativeRuntime.describeDevicesJson());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the native library describes its devices in broken JSON", e);
        }
    }
}

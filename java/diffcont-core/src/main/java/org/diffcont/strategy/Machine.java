package org.diffcont.strategy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.diffcont.config.RuntimeSettings;
import org.diffcont.error.UserException;
import org.diffcont.nativecore.NativeException;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.NativeStatus;
import org.diffcont.nativecore.NetworkLibrary;

/** The threads and the device that everything native in this process computes with. */
public final class Machine {
    private static final String PROCESSOR = "cpu";

    private Machine() {
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
     * To be called before networks are made or read.
     *
     * @throws UserException when the device cannot be used; the message says why
     */
    public static Taken use(RuntimeSettings runtime) {
        NativeRuntime.setThreads(runtime.threads());
        try {
            NativeRuntime.setDevice(runtime.device(), runtime.tf32());
        } catch (NativeException e) {
            if (e.status() == NativeStatus.UNSUPPORTED) {
                throw new UserException("runtime.device = " + runtime.device() + ": " + e.getMessage()
                        + "; set it to auto or cpu to compute on the processor", e);
            }
            throw e;
        }
        if (runtime.device().equals(PROCESSOR)) {
            return new Taken(PROCESSOR, "");
        }
        JsonNode devices = devices();
        boolean fellBack = runtime.device().equals("auto") && !devices.path("usable").asBoolean();
        return new Taken(devices.path("device").asText(), fellBack ? devices.path("reason").asText() : "");
    }

    /** What computes in this process now, "cpu" or "cuda:N"; does not load the library of networks. */
    public static String device() {
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

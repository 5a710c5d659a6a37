package org.diffcont.nativecore;

import static org.diffcont.nativecore.Examples.assertNativeFailure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.diffcont.nativecore.bindings.detect.DetectH;
import org.diffcont.nativecore.bindings.network.NetworkH;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeRuntimeTest {

    @AfterEach
    void everyProcessorAgain() {
        NativeRuntime.setThreads(0);
    }

    private static JsonNode describe() throws Exception {
        return new ObjectMapper().readTree(NativeRuntime.describeJson());
    }

    private static JsonNode describeNetwork() throws Exception {
        return new ObjectMapper().readTree(NativeRuntime.describeNetworkJson());
    }

    private static void assertTexts(JsonNode description, String... keys) {
        for (String key : keys) {
            assertTrue(description.path(key).isTextual() && !description.path(key).asText().isBlank(), key);
        }
    }

    @Test
    void describesVersionsProcessorAndThreads() throws Exception {
        assertTexts(describe(), "version", "compiler", "cpu");
        assertEquals(DetectH.DC_ABI_VERSION(), describe().path("abi").asInt());
        JsonNode network = describeNetwork();
        assertTexts(network, "version", "compiler", "torch", "parallel", "cpu_capability", "blas", "device");
        assertTrue(network.path("bf16").isBoolean());
        assertEquals(NetworkH.DCN_ABI_VERSION(), network.path("abi").asInt());
    }

    @Test
    void threadsHoldForThreadsThatExistAlreadyToo() throws Exception {
        NativeRuntime.setThreads(1);
        assertEquals(1, describe().path("threads").asInt());
        assertEquals(1, describeNetwork().path("threads").asInt());
        Thread other = new Thread(() -> NativeRuntime.setThreads(2));
        other.start();
        other.join();
        assertEquals(2, describe().path("threads").asInt());
        assertEquals(2, describeNetwork().path("threads").asInt());
    }

    @Test
    void threadNumbersOutOfRangeAreNamed() {
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "threads is -1", () -> NativeRuntime.setThreads(-1));
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "threads is 5000", () -> NativeRuntime.setThreads(5000));
    }

    @Test
    void liveHandlesDoNotGrow() {
        long before = NativeRuntime.liveHandles();
        for (int i = 0; i < 50; i++) {
            try (Network network = Network.create(Examples.CONFIG, i); Network copy = network.copy()) {
                assertEquals(before + 2, NativeRuntime.liveHandles());
                assertEquals(network.parameterCount(), copy.parameterCount());
            }
        }
        assertEquals(before, NativeRuntime.liveHandles());
    }

    @Test
    void aGpuThatIsNotThereIsRefusedWithTheReason() throws Exception {
        JsonNode devices = new ObjectMapper().readTree(NativeRuntime.describeDevicesJson());
        String beyond = "cuda:" + devices.path("devices").size();
        assertNativeFailure(NativeStatus.UNSUPPORTED, devices.path("reason").asText(),
                () -> NativeRuntime.setDevice(beyond, false));
        assertNativeFailure(NativeStatus.INVALID_ARGUMENT, "gpu", () -> NativeRuntime.setDevice("gpu", false));
        assertEquals("cpu", describeNetwork().path("device").asText());
    }

    @Test
    void autoTakesTheProcessorWhereThereIsNoGpu() throws Exception {
        try {
            NativeRuntime.setDevice("auto", false);
            JsonNode devices = new ObjectMapper().readTree(NativeRuntime.describeDevicesJson());
            assertEquals(devices.path("usable").asBoolean() ? "cuda:0" : "cpu", devices.path("device").asText());
        } finally {
            NativeRuntime.setDevice("cpu", false);
        }
    }
}

package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import org.diffcont.nativecore.bindings.DiffContH;
import org.diffcont.nativecore.loader.NativeLibraryException;

/** What the native library runs on, and with how many threads. */
public final class NativeRuntime {

    private NativeRuntime() {
    }

    /**
     * A JSON object: version, abi, compiler, torch, parallel, threads, cpu_capability, avx512_bf16, amx_bf16, bf16,
     * blas, device.
     *
     * @throws NativeLibraryException when the library cannot be loaded
     */
    public static String describeJson() {
        NativeLibrary.load();
        return Calls.text(DiffContH::dc_runtime_describe);
    }

    /**
     * Sets the number of threads that all native calls share.
     *
     * @param threads 0..1024; 0: one for each processor that this process may use
     * @throws NativeException when it is out of range
     */
    public static void setThreads(int threads) {
        NativeLibrary.load();
        Calls.check(DiffContH.dc_set_threads(threads));
    }

    /**
     * Sets where networks made or read from here on live, and where distances are computed; the processor at first.
     *
     * @param device {@code cpu}, {@code cuda}, {@code cuda:N}, or {@code auto}: the first GPU, else the processor
     * @param tf32 on a GPU f32 products and convolutions may round their factors to 11 bits
     * @throws NativeException {@link NativeStatus#UNSUPPORTED} with the reason when that device cannot be used,
     *     {@link NativeStatus#INVALID_ARGUMENT} for another text
     */
    public static void setDevice(String device, boolean tf32) {
        NativeLibrary.load();
        try (Arena arena = Arena.ofConfined()) {
            Calls.check(DiffContH.dc_set_device(arena.allocateFrom(device), tf32 ? 1 : 0));
        }
    }

    /**
     * A JSON object: device, cuda_built, usable, reason, devices, libraries, notices, as dc_device_describe documents
     * them.
     */
    public static String describeDevicesJson() {
        NativeLibrary.load();
        return Calls.text(DiffContH::dc_device_describe);
    }

    /** Native objects that are alive in this process: 0 when every one was closed. */
    public static long liveHandles() {
        NativeLibrary.load();
        return DiffContH.dc_live_handles();
    }
}

package org.diffcont.nativecore;

import org.diffcont.nativecore.bindings.DiffContH;

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

    /** Native objects that are alive in this process: 0 when every one was closed. */
    public static long liveHandles() {
        NativeLibrary.load();
        return DiffContH.dc_live_handles();
    }
}

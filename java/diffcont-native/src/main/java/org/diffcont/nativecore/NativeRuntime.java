package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import org.diffcont.nativecore.bindings.detect.DetectH;
import org.diffcont.nativecore.bindings.network.NetworkH;
import org.diffcont.nativecore.library.NativeLibraryException;

/** What the native libraries run on, and with how many threads. */
public final class NativeRuntime {

    private static final String PROCESSOR = "cpu";
    private static final int NOT_SET = -1;

    /** What {@link #setThreads} was told last, for a network library that is loaded later. */
    private static int threads = NOT_SET;
    private static volatile boolean networkInLine;
    private static volatile boolean deviceIsChosen;

    private NativeRuntime() {
    }

    /**
     * Of the detect library, a JSON object: version, abi, compiler, threads, cpu.
     *
     * @throws NativeLibraryException when the library cannot be loaded
     */
    public static String describeJson() {
        DetectLibrary.load();
        return Calls.detectText(DetectH::dc_runtime_describe);
    }

    /**
     * Of the network library, which is loaded for it, a JSON object: version, abi, compiler, torch, parallel, threads,
     * cpu_capability, avx512_bf16, amx_bf16, bf16, blas, device.
     *
     * @throws NativeLibraryException when the library cannot be loaded
     */
    public static String describeNetworkJson() {
        NetworkLibrary.load();
        return Calls.networkText(NetworkH::dcn_runtime_describe);
    }

    /**
     * Sets the number of threads that all native calls share.
     *
     * @param number 0..1024; 0: one for each processor that this process may use
     * @throws NativeException when it is out of range
     */
    public static synchronized void setThreads(int number) {
        DetectLibrary.load();
        Calls.checkDetect(DetectH.dc_set_threads(number));
        threads = number;
        if (NetworkLibrary.isLoaded()) {
            Calls.checkNetwork(NetworkH.dcn_set_threads(number));
        }
    }

    /** Tells a network library that was just loaded what was set before. */
    static void bringNetworkInLine() {
        if (!networkInLine) {
            synchronized (NativeRuntime.class) {
                if (!networkInLine && threads != NOT_SET) {
                    Calls.checkNetwork(NetworkH.dcn_set_threads(threads));
                }
                networkInLine = true;
            }
        }
    }

    /**
     * Sets where networks made or read from here on live, and where distances are computed; the processor at first. Any
     * other device loads the network library.
     *
     * @param device {@code cpu}, {@code cuda}, {@code cuda:N}, or {@code auto}: the first GPU, else the processor
     * @param tf32 on a GPU f32 products and convolutions may round their factors to 11 bits
     * @throws NativeException {@link NativeStatus#UNSUPPORTED} with the reason when that device cannot be used,
     *     {@link NativeStatus#INVALID_ARGUMENT} for another text
     */
    public static synchronized void setDevice(String device, boolean tf32) {
        if (device.equals(PROCESSOR) && !NetworkLibrary.isLoaded()) {
            return;
        }
        NetworkLibrary.load();
        try (Arena arena = Arena.ofConfined()) {
            Calls.checkNetwork(NetworkH.dcn_set_device(arena.allocateFrom(device), tf32 ? 1 : 0));
        }
        deviceIsChosen = !device.equals(PROCESSOR);
    }

    /** Whether another device than the processor was asked for, so that the network library computes distances. */
    static boolean deviceIsChosen() {
        return deviceIsChosen;
    }

    /**
     * Of the network library, which is loaded for it, a JSON object: device, cuda_built, usable, reason, devices,
     * libraries, notices, as dcn_device_describe documents them.
     */
    public static String describeDevicesJson() {
        NetworkLibrary.load();
        return Calls.networkText(NetworkH::dcn_device_describe);
    }

    /** Native objects that are alive in this process: 0 when every one was closed. */
    public static long liveHandles() {
        DetectLibrary.load();
        return DetectH.dc_live_handles() + (NetworkLibrary.isLoaded() ? NetworkH.dcn_live_handles() : 0);
    }
}

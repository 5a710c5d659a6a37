package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.diffcont.nativecore.bindings.detect.DetectH;
import org.diffcont.nativecore.bindings.network.NetworkH;

/** What every native call needs: the status check, text results and array copies. */
final class Calls {

    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    /** DC_OK of both libraries. */
    private static final int OK = 0;

    private Calls() {
    }

    /** A function that writes a text into (buffer, capacity, length). */
    @FunctionalInterface
    interface TextFunction {
        int call(MemorySegment buffer, long capacity, MemorySegment length);
    }

    /**
     * To be called right after a call of the detect library, on the same thread: the message belongs to the thread.
     *
     * @throws NativeException when the status is not 0
     */
    static void checkDetect(int status) {
        if (status != OK) {
            throw new NativeException(NativeStatus.of(status), message(DetectH::dc_last_error));
        }
    }

    /** The same for a call of the network library. */
    static void checkNetwork(int status) {
        if (status != OK) {
            throw new NativeException(NativeStatus.of(status), message(NetworkH::dcn_last_error));
        }
    }

    private static String message(TextFunction lastError) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocate(LONG);
            MemorySegment buffer = arena.allocate(4096);
            int status = lastError.call(buffer, buffer.byteSize(), length);
            return status == OK && length.get(LONG, 0) > 0 ? buffer.getString(0) : "no message";
        }
    }

    static String detectText(TextFunction function) {
        return text(function, Calls::checkDetect);
    }

    static String networkText(TextFunction function) {
        return text(function, Calls::checkNetwork);
    }

    private static String text(TextFunction function, IntConsumer check) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocate(LONG);
            check.accept(function.call(MemorySegment.NULL, 0, length));
            // The text may grow between the probe and the call; ask again then.
            for (long capacity = length.get(LONG, 0) + 1; ; capacity = length.get(LONG, 0) + 1) {
                MemorySegment buffer = arena.allocate(capacity);
                check.accept(function.call(buffer, capacity, length));
                long size = length.get(LONG, 0);
                if (size < capacity) {
                    return new String(buffer.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
                }
            }
        }
    }

    /** The first {@code count} values; copied once, without filling the memory with zeros before. */
    static MemorySegment copyIn(Arena arena, float[] values, long count) {
        return arena.allocateFrom(FLOAT, MemorySegment.ofArray(values), FLOAT, 0, count);
    }

    static MemorySegment copyIn(Arena arena, int[] values, long count) {
        return arena.allocateFrom(INT, MemorySegment.ofArray(values), INT, 0, count);
    }

    static MemorySegment copyIn(Arena arena, long[] values, long count) {
        return arena.allocateFrom(LONG, MemorySegment.ofArray(values), LONG, 0, count);
    }

    static MemorySegment floats(Arena arena, int count) {
        return arena.allocate(FLOAT, count);
    }

    static float[] copyOut(MemorySegment segment) {
        return segment.toArray(FLOAT);
    }

    static MemorySegment path(Arena arena, Path path) {
        return arena.allocateFrom(path.toAbsolutePath().toString());
    }
}

package org.diffcont.nativecore.loader;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The dynamic linker's own words on why a library does not open: {@link SymbolLookup#libraryLookup} keeps them to
 * itself.
 */
final class LinkerMessage {

    private static final int RTLD_LAZY = 1;
    private static final long LONGEST_MESSAGE = 4096;

    private LinkerMessage() {
    }

    /** Empty when the linker has no such functions or opens the file after all. */
    static Optional<String> whyNot(Path file) {
        Linker linker = Linker.nativeLinker();
        SymbolLookup system = linker.defaultLookup();
        Optional<MemorySegment> open = system.find("dlopen");
        Optional<MemorySegment> error = system.find("dlerror");
        if (open.isEmpty() || error.isEmpty()) {
            return Optional.empty();
        }
        MethodHandle dlopen = linker.downcallHandle(open.get(),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        MethodHandle dlerror = linker.downcallHandle(error.get(), FunctionDescriptor.of(ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = (MemorySegment) dlopen.invokeExact(arena.allocateFrom(file.toString()), RTLD_LAZY);
            if (handle.address() != 0) {
                return Optional.empty();
            }
            MemorySegment message = (MemorySegment) dlerror.invokeExact();
            return message.address() == 0 ? Optional.empty()
                    : Optional.of(message.reinterpret(LONGEST_MESSAGE).getString(0));
        } catch (Throwable failure) {
            return Optional.empty();
        }
    }
}

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** Commits one of the known-bad library's faults inside a Java virtual machine: {@code KnownBad.java LIBRARY FAULT}. */
final class KnownBad {
    private KnownBad() {
    }

    public static void main(String[] arguments) throws Throwable {
        String fault = arguments[1];
        SymbolLookup library = SymbolLookup.libraryLookup(Path.of(arguments[0]), Arena.global());
        MethodHandle call = Linker.nativeLinker().downcallHandle(library.findOrThrow("known_bad_" + fault),
            FunctionDescriptor.of(fault.equals("overflow") ? ValueLayout.JAVA_FLOAT : ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
        System.out.println(call.invoke(fault.equals("race") ? 100_000 : 7));
    }
}

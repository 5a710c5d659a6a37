/**
 * The C++ core as plain Java objects. Nothing here loads the native library until the first call that needs it; no type
 * of the foreign function interface appears in a signature.
 *
 * <p>Float arrays are row-major; images are {@code count x channels x size x size} in [-1, 1]. An object that owns
 * native memory is {@link java.lang.AutoCloseable}; its methods may be called from several threads.
 * Failures inside the library are {@link org.diffcont.nativecore.NativeException}, wrong arguments
 * {@link java.lang.IllegalArgumentException}, use after close {@link java.lang.IllegalStateException}, a library that
 * cannot be loaded {@link org.diffcont.nativecore.NativeLibraryException}.
 */
package org.diffcont.nativecore;

import org.diffcont.nativecore.library.NativeLibraryException;

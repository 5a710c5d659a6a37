package org.diffcont.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.diffcont.files.AtomicFiles;
import org.diffcont.error.ModelFormatException;
import org.diffcont.nativecore.NativeException;
import org.diffcont.nativecore.NativeStatus;

/** Translates the native core's file errors into the model folder's. */
final class NativeFiles {
    private NativeFiles() {
    }

    static <T> T loading(Path place, Supplier<T> call) {
        try {
            return call.get();
        } catch (NativeException e) {
            if (e.status() == NativeStatus.IO || e.status() == NativeStatus.FORMAT
                    || e.status() == NativeStatus.INVALID_ARGUMENT) {
                throw new ModelFormatException(place, e.getMessage(), e);
            }
            throw e;
        }
    }

    static void saving(Path place, Runnable call) {
        try {
            call.run();
        } catch (NativeException e) {
            if (e.status() == NativeStatus.IO) {
                throw AtomicFiles.cannotWrite(place, new IOException(e.getMessage(), e));
            }
            throw e;
        }
    }
}

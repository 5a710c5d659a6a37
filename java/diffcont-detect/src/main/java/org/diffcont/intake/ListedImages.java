package org.diffcont.intake;

import java.nio.file.Path;
import java.util.List;
import org.diffcont.progress.CancelSignal;

/** Files that are all known. */
public final class ListedImages implements ImageQueue {
    private final List<Path> files;
    private int taken;

    public ListedImages(List<Path> files) {
        this.files = List.copyOf(files);
    }

    @Override
    public List<Arrival> next(int most, CancelSignal cancel) {
        if (cancel.isCancelled()) {
            return List.of();
        }
        int from = taken;
        taken = Math.min(files.size(), from + most);
        return files.subList(from, taken).stream().map(Arrival::of).toList();
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}

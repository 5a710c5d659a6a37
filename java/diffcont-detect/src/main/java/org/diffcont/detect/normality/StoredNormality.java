package org.diffcont.detect.normality;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.diffcont.detect.source.Features;
import org.diffcont.error.ModelFormatException;
import org.diffcont.files.AtomicFiles;

/** Statistics in a file of a model, which are read once they are asked for. Thread-safe. */
public final class StoredNormality implements Normality {
    private final Path file;
    private final int locations;
    private final long bytes;
    private final Supplier<Normality> read;
    private Normality opened;

    /**
     * @param locations  that the file's statistics have
     * @param bytes      of the file
     * @param read       reads the file
     */
    public StoredNormality(Path file, int locations, long bytes, Supplier<Normality> read) {
        this.file = file;
        this.locations = locations;
        this.bytes = bytes;
        this.read = read;
    }

    @Override
    public synchronized Normality opened() {
        if (opened == null) {
            Normality normality = read.get();
            if (normality.locations() != locations) {
                normality.close();
                throw new ModelFormatException(file, "it has " + normality.locations() + " locations, the detector says "
                    + locations);
            }
            opened = normality;
        }
        return opened;
    }

    @Override
    public float[] map(Features features) {
        return opened().map(features);
    }

    @Override
    public int locations() {
        return locations;
    }

    /** Links the file, which nobody ever changes. */
    @Override
    public void save(Path target) {
        try {
            AtomicFiles.link(target, file);
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(target, e);
        }
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.close();
        }
    }
}

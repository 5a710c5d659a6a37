package org.diffcont.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffcont.error.ModelException;
import org.diffcont.error.ModelFormatException;
import org.diffcont.files.AtomicFiles;

/** The file CURRENT of a model: which version is in use. */
final class CurrentFile {
    static final String NAME = "CURRENT";
    private static final Pattern TEXT = Pattern.compile("(\\d{4,9}) ([0-9a-f]{64})\n");

    private final Path model;

    CurrentFile(Path model) {
        this.model = model;
    }

    /** The version in use, and the hash of its manifest. */
    record Current(int version, String manifestSha256) {
    }

    boolean exists() {
        return Files.isRegularFile(path());
    }

    Path path() {
        return model.resolve(NAME);
    }

    /**
     * Reads the file.
     *
     * @throws ModelException       when there is no model folder
     * @throws ModelFormatException when the file is missing or damaged
     */
    Current read() {
        requireFolder();
        try {
            Matcher text = TEXT.matcher(Files.readString(path()));
            if (!text.matches()) {
                throw new ModelFormatException(path(), "it does not hold a version number and a SHA-256");
            }
            return new Current(Integer.parseInt(text.group(1)), text.group(2));
        } catch (IOException e) {
            throw ModelFormatException.unreadable(path(), e);
        }
    }

    void write(int version, String manifestSha256) {
        AtomicFiles.write(path(), String.format(Locale.ROOT, "%04d %s\n", version, manifestSha256));
    }

    void requireFolder() {
        if (!Files.isDirectory(model)) {
            throw new ModelException("there is no model folder " + model
                + "; give the folder that learn or benchmark wrote (a run's is RUN/model)");
        }
    }
}

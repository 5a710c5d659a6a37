package org.diffcont.error;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A model folder's file is missing, damaged or not what it has to be. */
public final class ModelFormatException extends ModelException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with what is wrong.
     *
     * @param file   the file
     * @param fault  what is wrong with it
     */
    public ModelFormatException(Path file, String fault) {
        super(message(file, fault));
    }

    /**
     * An error with what is wrong and its cause.
     *
     * @param file   the file
     * @param fault  what is wrong with it
     * @param cause  what led to it
     */
    public ModelFormatException(Path file, String fault, Throwable cause) {
        super(message(file, fault), cause);
    }

    /**
     * The error for a file that could not be opened or read.
     *
     * @param file   the file
     * @param cause  what was thrown
     * @return says whether it is missing or why it cannot be read
     */
    public static ModelFormatException unreadable(Path file, IOException cause) {
        boolean missing = cause instanceof NoSuchFileException
            || cause instanceof FileNotFoundException && Files.notExists(file);
        String fault = missing ? "it is missing" : "it cannot be read: " + cause.getMessage();
        return new ModelFormatException(file, fault, cause);
    }

    private static String message(Path file, String fault) {
        return "the model file " + file + " cannot be used: " + fault.replace('\n', ' ')
            + "; restore the model folder from a backup or learn it again";
    }
}

package org.diffcont.image;

import java.nio.file.Path;
import org.diffcont.error.DataException;

/** An image file that cannot be used. The message is one line: which file, what is wrong, what to do. */
public final class UnreadableImageException extends DataException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with a file, and the advice that goes with it. */
    public enum Problem {
        MISSING("check the path"),
        NOT_A_FILE("give an image file"),
        NO_ACCESS("check its permissions"),
        EMPTY("copy it again or remove it"),
        TRUNCATED("copy it again or remove it"),
        DAMAGED("copy it again or remove it"),
        NOT_AN_IMAGE("remove it, or convert it to JPEG, PNG, BMP or TIFF"),
        UNSUPPORTED("convert it to 8- or 16-bit JPEG, PNG, BMP or TIFF"),
        TOO_SMALL("use the original image or remove it"),
        TOO_LARGE("make it smaller, or raise the limit"),
        TOO_SLOW("make it smaller, or raise data.max_decode_seconds");

        private final String advice;

        Problem(String advice) {
            this.advice = advice;
        }
    }

    private final transient Path file;
    private final Problem problem;

    public UnreadableImageException(Path file, Problem problem, String detail) {
        this(file, problem, detail, null);
    }

    public UnreadableImageException(Path file, Problem problem, String detail, Throwable cause) {
        super(oneLine("cannot read image " + file + ": " + detail + "; " + problem.advice), cause);
        this.file = file;
        this.problem = problem;
    }

    /** The file; null only after deserialisation. */
    public Path file() {
        return file;
    }

    public Problem problem() {
        return problem;
    }

    /** File names and the messages of image libraries may hold line breaks. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ");
    }
}

package org.diffcont.error;

/** An image file that cannot be used. The message is one line: which file, what is wrong, what to do. */
public final class UnreadableImageException extends DataException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with a file, and the advice that goes with it. */
    public enum Problem {
        /** No such file. */
        MISSING("check the path"),
        /** A folder, or something else that is no file. */
        NOT_A_FILE("give an image file"),
        /** It may not be read. */
        NO_ACCESS("check its permissions"),
        /** It has no bytes. */
        EMPTY("copy it again or remove it"),
        /** Its end is missing. */
        TRUNCATED("copy it again or remove it"),
        /** Its content is damaged. */
        DAMAGED("copy it again or remove it"),
        /** It is something else. */
        NOT_AN_IMAGE("remove it, or give an image file"),
        /** An image of a kind that is not supported. */
        UNSUPPORTED("convert it to PNG, or to TIFF with 8 or 16 bits a sample"),
        /** The page that data.page asks for is not in it. */
        NO_SUCH_PAGE("give a file that has it, or remove it"),
        /** A side is below data.min_side. */
        TOO_SMALL("use the original image or remove it, or lower the limit with --set"),
        /** More pixels or bytes than data.max_pixels or data.max_bytes. */
        TOO_LARGE("make it smaller, or raise the limit with --set"),
        /** Decoding takes longer than data.max_decode_seconds. */
        TOO_SLOW("make it smaller, or raise the limit with --set");

        private final String advice;

        Problem(String advice) {
            this.advice = advice;
        }
    }

    /** The file's path, or the name that the image was given. */
    private final String image;
    /** The kind of problem. */
    private final Problem problem;

    /**
     * An error with what is wrong.
     *
     * @param image    the file's path, or the name that the image was given
     * @param problem  the kind of problem
     * @param detail   what was seen
     */
    public UnreadableImageException(String image, Problem problem, String detail) {
        this(image, problem, detail, null);
    }

    /**
     * An error with what is wrong and its cause.
     *
     * @param image    the file's path, or the name that the image was given
     * @param problem  the kind of problem
     * @param detail   what was seen
     * @param cause    what led to it
     */
    public UnreadableImageException(String image, Problem problem, String detail, Throwable cause) {
        this(image, problem, detail, problem.advice, cause);
    }

    /**
     * An error with an advice of its own.
     *
     * @param image    the file's path, or the name that the image was given
     * @param problem  the kind of problem
     * @param detail   what was seen
     * @param advice   what to do
     * @param cause    what led to it; may be null
     */
    public UnreadableImageException(String image, Problem problem, String detail, String advice, Throwable cause) {
        super(oneLine("cannot read image " + image + ": " + detail + "; " + advice), cause);
        this.image = image;
        this.problem = problem;
    }

    /**
     * Which image.
     *
     * @return the file's path, or the name that the image was given
     */
    public String image() {
        return image;
    }

    /**
     * What is wrong.
     *
     * @return the kind of problem
     */
    public Problem problem() {
        return problem;
    }

    /** File names and the messages of image libraries may hold line breaks. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ");
    }
}

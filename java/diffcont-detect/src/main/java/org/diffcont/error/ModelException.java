package org.diffcont.error;

/** A model folder or checkpoint that is damaged, belongs to another configuration, or cannot do what was asked. */
public class ModelException extends UserException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with its message.
     *
     * @param message  one line: what happened, to which file or key, and what to do
     */
    public ModelException(String message) {
        super(message);
    }

    /**
     * An error with its message and cause.
     *
     * @param message  one line: what happened, to which file or key, and what to do
     * @param cause    what led to it
     */
    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}

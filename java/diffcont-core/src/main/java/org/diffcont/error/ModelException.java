package org.diffcont.error;

/** A model folder or checkpoint that is damaged, belongs to another configuration, or cannot do what was asked. */
public class ModelException extends UserException {
    private static final long serialVersionUID = 1L;

    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}

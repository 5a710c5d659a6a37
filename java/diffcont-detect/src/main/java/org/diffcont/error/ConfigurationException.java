package org.diffcont.error;


/** A configuration that cannot be used: an unknown key, a value out of range, keys that do not fit each other. */
public final class ConfigurationException extends UserException {
    private static final long serialVersionUID = 1L;

    /**
     * An error with what is wrong.
     *
     * @param message  one sentence, with what to do
     */
    public ConfigurationException(String message) {
        super(message);
    }

    /**
     * An error with what is wrong and its cause.
     *
     * @param message  one sentence, with what to do
     * @param cause    what led to it
     */
    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}

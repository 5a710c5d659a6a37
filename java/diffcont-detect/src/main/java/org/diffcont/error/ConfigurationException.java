package org.diffcont.error;

/** A configuration that cannot be used: an unknown key, a value out of range, keys that do not fit each other. */
public final class ConfigurationException extends UserException {
    private static final long serialVersionUID = 1L;

    /**
     * An error without a cause.
     *
     * @param message  what is wrong with which key, and what to do
     */
    public ConfigurationException(String message) {
        super(message);
    }

    /**
     * An error with its cause.
     *
     * @param message  what is wrong with which key, and what to do
     * @param cause    what led to it
     */
    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}

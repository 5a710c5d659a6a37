package org.diffcont.error;


/** A configuration that cannot be used: an unknown key, a value out of range, keys that do not fit each other. */
public final class ConfigurationException extends UserException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}

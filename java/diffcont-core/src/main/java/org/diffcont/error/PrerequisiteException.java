package org.diffcont.error;

/** The machine lacks something DiffCont needs: a program, a JDK, an instruction set. */
public class PrerequisiteException extends UserException {
    private static final long serialVersionUID = 1L;

    public PrerequisiteException(String message) {
        super(message);
    }

    public PrerequisiteException(String message, Throwable cause) {
        super(message, cause);
    }
}

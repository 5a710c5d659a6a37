package org.diffcont.operation;

/** DiffCont's own version, the same as the Maven project's. */
public final class Version {
    public static final String NUMBER = "0.1.0";

    /** Name and version, as files say what wrote them. */
    public static final String PROGRAM = "diffcont " + NUMBER;

    private Version() {}
}

package org.diffcont.model;

import java.util.List;

/** What a check of a model folder found. */
public record Verification(List<Check> checks) {
    public Verification {
        checks = List.copyOf(checks);
    }

    /** How a check ended. */
    public enum Result { PASSED, FAILED, SKIPPED }

    /**
     * One check.
     *
     * @param version  the version checked; 0 for the folder itself
     * @param subject  what was checked
     * @param detail   what was found
     */
    public record Check(int version, String subject, Result result, String detail) {
    }

    /** Whether nothing failed. */
    public boolean passed() {
        return checks.stream().noneMatch(c -> c.result() == Result.FAILED);
    }
}

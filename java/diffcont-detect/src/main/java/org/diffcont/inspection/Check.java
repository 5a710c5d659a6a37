package org.diffcont.inspection;

/**
 * One check of a model on disk.
 *
 * @param version  the version that was checked; 0 for the folder itself
 * @param subject  what was checked: a file, the model, its self-test
 * @param passed   whether nothing is wrong; also where there was nothing to check
 * @param detail   what was found
 */
public record Check(int version, String subject, boolean passed, String detail) {
}

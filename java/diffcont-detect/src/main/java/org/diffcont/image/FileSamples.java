package org.diffcont.image;

/**
 * What a file says of its samples beside their number of bits.
 *
 * @param maximum   the sample that stands for 1; 0 for the largest that the bits allow
 * @param declared  bits that are used, by a tag; 0 for nothing
 * @param inverted  whether 0 is white in the file, and its reader turned the samples round within the file's bits
 */
record FileSamples(int maximum, int declared, boolean inverted) {
    static final FileSamples UNTOLD = new FileSamples(0, 0, false);
}

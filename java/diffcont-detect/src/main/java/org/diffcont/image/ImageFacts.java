package org.diffcont.image;

/**
 * What a loaded image was before it was resized.
 *
 * @param width     pixels a row, upright
 * @param height    rows, upright
 * @param bits      a stored sample's, 1 to 16
 * @param usedBits  that its largest sample takes, 1 to {@code bits}
 * @param pages     images in the file, at least 1
 */
public record ImageFacts(int width, int height, int bits, int usedBits, int pages) {
}

package org.diffcont.image;

/**
 * What a loaded image was before it was resized.
 *
 * @param width      pixels a row, upright
 * @param height     rows, upright
 * @param bits       a stored sample's, 1 to 16
 * @param usedBits   that its largest sample takes, or that the file declares, where it is stored with more than 8; else
 *                   {@code bits}
 * @param pages      images in the file, at least 1
 * @param takenBits  that its samples were taken as, see {@link BitsRule}
 */
public record ImageFacts(int width, int height, int bits, int usedBits, int pages, int takenBits) {
    /** Whether samples are stored with more bits than a byte has. */
    public boolean deep() {
        return bits > SampleBits.BYTE;
    }
}

package org.diffcont.config;

/**
 * How a cell's distances become the image's: the mean of the largest ones.
 *
 * @param share of the cells, from 0 (the largest alone) to 1 (the mean of all)
 */
public record Pooling(double share) {
    public static final Pooling MAX = new Pooling(0);
    public static final Pooling MEAN = new Pooling(1);

    public Pooling {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is in [0, 1], got " + share);
        }
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException when it names no pooling
     */
    public static Pooling of(String text) {
        return new PoolingType().read(text);
    }

    @Override
    public String toString() {
        return share == 0 ? "max" : share == 1 ? "mean" : Double.toString(share);
    }
}

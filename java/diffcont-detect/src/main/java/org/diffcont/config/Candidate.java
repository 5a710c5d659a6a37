package org.diffcont.config;

/** A feature source and a normality model on its features: {@code source/model}. */
public record Candidate(Part source, Part model) {
    /** Whether it gives a distance for each of several cells, which can be pooled in more than one way. */
    public boolean hasLocations() {
        return Parts.hasLocations(model) && Parts.grid(source) > 1;
    }

    /** Whether its model is the paper's whitened class mean. */
    public boolean isWhitened() {
        return model.name().equals(Parts.WHITENED);
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException when it names no candidate
     */
    public static Candidate of(String text) {
        return new CandidateType().read(text);
    }

    @Override
    public String toString() {
        return source + "/" + model;
    }
}

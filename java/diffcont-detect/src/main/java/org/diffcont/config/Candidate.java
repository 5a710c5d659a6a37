package org.diffcont.config;

/** A feature source and a normality model on its features: {@code source/model}. */
public record Candidate(Part source, Part model) {
    /** Whether it gives a distance for each of several cells, which can be pooled in more than one way. */
    public boolean hasLocations() {
        return Parts.model(model).hasLocations() && Parts.source(source).cells() > 1;
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

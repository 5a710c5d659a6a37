package org.diffcont.config;

/**
 * One reading of an image: a candidate and how its cells are pooled ({@link Pooling#MAX} where there is one distance
 * an image).
 */
public record Reading(Candidate candidate, Pooling pooling) {
    @Override
    public String toString() {
        return candidate.hasLocations() ? candidate + "/" + pooling : candidate.toString();
    }
}

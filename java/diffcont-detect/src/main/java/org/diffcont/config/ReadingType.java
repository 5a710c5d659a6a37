package org.diffcont.config;

/** {@link Reading}: a candidate, a slash, a pooling; the candidate alone where it has no cells. */
record ReadingType() implements ValueType<Reading> {
    private static final CandidateType CANDIDATE = new CandidateType();
    private static final PoolingType POOLING = new PoolingType();

    @Override
    public Reading read(Object raw) {
        String text = String.valueOf(raw);
        int slash = text.lastIndexOf('/');
        if (slash != text.indexOf('/')) {
            Reading reading = new Reading(CANDIDATE.read(text.substring(0, slash)),
                    POOLING.read(text.substring(slash + 1)));
            if (reading.candidate().hasLocations()) {
                return reading;
            }
            throw new IllegalArgumentException("a candidate without cells is not pooled");
        }
        Candidate candidate = CANDIDATE.read(raw);
        if (candidate.hasLocations()) {
            throw new IllegalArgumentException("a candidate with cells needs a pooling");
        }
        return new Reading(candidate, Pooling.MAX);
    }

    @Override
    public Object write(Reading value) {
        return value.toString();
    }

    @Override
    public String allowed() {
        return "CANDIDATE/POOLING, or a CANDIDATE without cells; a CANDIDATE is as in readings.candidates, a POOLING "
                + POOLING.allowed();
    }
}

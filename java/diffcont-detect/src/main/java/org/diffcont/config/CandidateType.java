package org.diffcont.config;

/** {@link Candidate}: a source, a slash, a model. */
record CandidateType() implements ValueType<Candidate> {
    @Override
    public Candidate read(Object raw) {
        String[] halves = String.valueOf(raw).split("/", -1);
        if (halves.length != 2) {
            throw new IllegalArgumentException("not a source and a model");
        }
        return new Candidate(Parts.SOURCES.read(halves[0]), Parts.MODELS.read(halves[1]));
    }

    @Override
    public Object write(Candidate value) {
        return value.toString();
    }

    @Override
    public String allowed() {
        return "SOURCE/MODEL; a SOURCE is " + Parts.SOURCES.allowed() + "; a MODEL is " + Parts.MODELS.allowed();
    }
}

package org.diffcont.config;

/** {@code strategy.*}: how the learner gets from one experience to the next. Keys and ranges: {@link Keys}. */
public record StrategySettings(Name name, int exemplars, long exemplarBytes) {
    /** Each is a class of its own in {@code org.diffcont.strategy}, which names its source. */
    public enum Name { DIFFCONT, NAIVE, GENERATIVE_REPLAY, REPLAY, JOINT }

    /** Whether old classes are replayed from samples of the network. */
    public boolean samples() {
        return name == Name.DIFFCONT || name == Name.GENERATIVE_REPLAY;
    }
}

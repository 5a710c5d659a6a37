package org.diffcont.config;

/** {@code strategy.*}: how the learner gets from one experience to the next. Keys and ranges: {@link Keys}. */
public record StrategySettings(Name name, int exemplars, long exemplarBytes, double derAlpha, double derBeta,
        double ewcWeight, int fisherImages, double lwfWeight, double lwfTemperature) {
    /** Each is a class of its own in {@code org.diffcont.strategy}, which names its source. */
    public enum Name { DIFFCONT, NAIVE, GENERATIVE_REPLAY, REPLAY, DER_PLUS_PLUS, EWC, LWF, INDEPENDENT, JOINT }

    /** Whether old classes are replayed from samples of the network. */
    public boolean samples() {
        return name == Name.DIFFCONT || name == Name.GENERATIVE_REPLAY;
    }

    /** Whether each class has a network of its own, which reads no other class's images but to measure them. */
    public boolean hasANetworkForEachClass() {
        return name == Name.INDEPENDENT;
    }
}

package org.diffcont.evt;

/** How the largest distances of a class become a Weibull distribution. */
public enum TailForm {
    /** The paper's: {@code s(d) = 1 - exp(-(d/scale)^shape)}, maximum likelihood on the distances as they are. */
    PAPER,
    /**
     * libMR's: the tail is first moved so that its smallest distance s0 lies at 1, then fitted; with
     * {@code v = d + 1 - s0}, {@code s(d) = 0} for {@code v < 0}, else {@code 1 - exp(-(v/scale)^shape)}.
     */
    LIBMR
}

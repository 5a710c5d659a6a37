package org.diffcont.evt;

/** No Weibull tail can be fitted to these distances. The message says why; it cannot name the class, the caller can. */
public final class TailFitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why a fit fails. */
    public enum Reason {
        /** Fewer than two distances. */
        TOO_FEW_POINTS,
        /** A distance is NaN or infinite. */
        NOT_FINITE,
        /** A distance in the tail is zero or negative, where the paper's form has no likelihood. */
        NOT_POSITIVE,
        /** The tail's distances are equal, or so close that the shape leaves double precision. */
        ZERO_RANGE,
        /** The root finder gave up. */
        NO_CONVERGENCE
    }

    private final Reason reason;

    TailFitException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    TailFitException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

package org.diffcont.progress;

/** Tells long work to stop at its next safe point. Work asks between steps; nothing is interrupted from outside. */
@FunctionalInterface
public interface CancelSignal {
    /**
     * Whether the work should stop.
     *
     * @return true once it should; it never becomes false again
     */
    boolean isCancelled();

    /**
     * Ends the work where it should stop.
     *
     * @throws CancelledException once it should
     */
    default void throwIfCancelled() {
        if (isCancelled()) {
            throw new CancelledException("interrupted");
        }
    }

    /**
     * A signal that never comes.
     *
     * @return the signal
     */
    static CancelSignal never() {
        return () -> false;
    }
}

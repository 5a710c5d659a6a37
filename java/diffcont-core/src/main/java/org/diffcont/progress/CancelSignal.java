package org.diffcont.progress;

/** Tells long work to stop at its next safe point. Work asks between steps; nothing is interrupted from outside. */
@FunctionalInterface
public interface CancelSignal {
    /** True once the work should stop; it never becomes false again. */
    boolean isCancelled();

    /** @throws CancelledException once the work should stop */
    default void throwIfCancelled() {
        if (isCancelled()) {
            throw new CancelledException("interrupted");
        }
    }

    /** A signal that never comes. */
    static CancelSignal never() {
        return () -> false;
    }
}

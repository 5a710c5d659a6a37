package org.diffcont.intake;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * A supplier's values in order, each made by another thread while the caller works on the one before: two are held at a
 * time. Not for several callers at once. Close it when it is not read to its end.
 *
 * @param <T> what is made, such as a batch of decoded images
 */
public final class Ahead<T> implements AutoCloseable {
    private final String name;
    private final Supplier<Optional<T>> supplier;
    private FutureTask<Optional<T>> ahead;
    private Thread maker;

    /**
     * @param name      of the threads, for whoever looks at a list of them
     * @param supplier  gives the next value; none at the end, and when its thread is interrupted
     */
    public Ahead(String name, Supplier<Optional<T>> supplier) {
        this.name = name;
        this.supplier = supplier;
        start();
    }

    /**
     * The next value; none at the end and after {@link #close()}. What the supplier throws is thrown here, in its
     * value's place, and nothing comes after it.
     *
     * @throws CancellationException when the calling thread is interrupted
     */
    public Optional<T> next() {
        if (ahead == null) {
            return Optional.empty();
        }
        Optional<T> value = await();
        if (value.isPresent()) {
            start();
        } else {
            ahead = null;
        }
        return value;
    }

    /** Stops the making of the next value. */
    @Override
    public void close() {
        if (ahead != null) {
            ahead = null;
            maker.interrupt();
        }
    }

    private void start() {
        ahead = new FutureTask<>(supplier::get);
        maker = Thread.ofPlatform().daemon().name(name).start(ahead);
    }

    private Optional<T> await() {
        try {
            return ahead.get();
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new CancellationException("waiting for " + name + " was interrupted");
        } catch (ExecutionException e) {
            ahead = null;
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }
}

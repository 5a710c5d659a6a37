package org.diffcont.nativecore;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.LongToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one native object. Freed by {@link #close} alone; an owner that is collected unclosed is reported in the
 * log, since freeing behind the program's back would hide the fault. Closing while another thread is inside a call is
 * safe: the library keeps the object until that call returns.
 */
final class Handle implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Handle.class);
    private static final Cleaner CLEANER = Cleaner.create();

    private final State state;
    private final Cleaner.Cleanable cleanable;

    /** Must not refer to the owner, which could then never be collected. */
    private record State(String what, long id, AtomicBoolean closed) implements Runnable {
        @Override
        public void run() {
            if (!closed.get()) {
                LOG.warn("a {} was never closed; its native memory stays taken (handle 0x{})", what,
                        Long.toHexString(id));
            }
        }
    }

    private final LongToIntFunction free;
    private final IntConsumer check;

    /**
     * @param owner the object that users hold
     * @param what  its name in messages
     * @param free  the native function that frees the handle
     * @param check the check of its status
     */
    Handle(Object owner, String what, long id, LongToIntFunction free, IntConsumer check) {
        this.state = new State(what, id, new AtomicBoolean());
        this.free = free;
        this.check = check;
        this.cleanable = CLEANER.register(owner, state);
    }

    /** @throws IllegalStateException after close */
    long id() {
        if (state.closed.get()) {
            throw new IllegalStateException("this " + state.what + " was closed");
        }
        return state.id;
    }

    @Override
    public void close() {
        if (state.closed.compareAndSet(false, true)) {
            cleanable.clean();
            check.accept(free.applyAsInt(state.id));
        }
    }
}

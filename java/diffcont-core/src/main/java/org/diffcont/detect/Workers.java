package org.diffcont.detect;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Supplier;
import org.diffcont.config.RuntimeSettings;

/** Threads for work in Java. */
final class Workers {
    private Workers() {
    }

    /** Does work whose parallel streams run on as many threads as allowed; also from within such work, on the same. */
    static <T> T run(RuntimeSettings runtime, Supplier<T> work) {
        if (ForkJoinTask.inForkJoinPool()) {
            return work.get();
        }
        // A parallel stream runs on the pool that it is started from.
        try (ForkJoinPool pool = new ForkJoinPool(runtime.effectiveThreads())) {
            return pool.submit(work::get).join();
        }
    }
}

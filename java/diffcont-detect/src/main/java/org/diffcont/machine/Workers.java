package org.diffcont.machine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Supplier;

/** Threads for work in Java: one pool for each number of threads, kept as long as the process. */
public final class Workers {
    private static final Map<Integer, ForkJoinPool> POOLS = new ConcurrentHashMap<>();

    private Workers() {
    }

    /** Does work whose parallel streams run on as many threads as allowed; also from within such work, on the same. */
    public static <T> T run(Machine machine, Supplier<T> work) {
        if (ForkJoinTask.inForkJoinPool()) {
            return work.get();
        }
        // A parallel stream runs on the pool that it is started from.
        return POOLS.computeIfAbsent(machine.effectiveThreads(), ForkJoinPool::new).submit(work::get).join();
    }
}

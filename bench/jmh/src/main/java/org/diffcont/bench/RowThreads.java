package org.diffcont.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Cuts rows into one block a thread; the caller's thread takes the first. */
final class RowThreads implements AutoCloseable {

    private final int threads;
    private final ExecutorService others;

    RowThreads(int threads) {
        this.threads = threads;
        this.others = Executors.newFixedThreadPool(Math.max(1, threads - 1), task -> {
            Thread thread = new Thread(task, "rows");
            thread.setDaemon(true);
            return thread;
        });
    }

    float[] run(RowKernel kernel, int rows, float[] results) {
        int blocks = Math.min(threads, rows);
        List<Future<Void>> running = new ArrayList<>();
        for (int block = 1; block < blocks; block++) {
            int begin = begin(block, blocks, rows);
            int end = begin(block + 1, blocks, rows);
            running.add(others.submit((Callable<Void>) () -> {
                kernel.rows(begin, end, results);
                return null;
            }));
        }
        kernel.rows(0, begin(1, blocks, rows), results);
        try {
            for (Future<Void> each : running) {
                each.get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("a block of rows failed", e);
        }
        return results;
    }

    private static int begin(int block, int blocks, int rows) {
        return (int) ((long) rows * block / blocks);
    }

    @Override
    public void close() {
        others.close();
    }
}

package org.diffcont.bench;

import org.diffcont.nativecore.NativeRuntime;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The native pool's threads; Java baselines that can use more than one use as many. */
@State(Scope.Benchmark)
public class NativeThreads {

    /** 0: one for each processor. */
    @Param("0")
    public int threads;

    @Setup(Level.Trial)
    public void apply() {
        NativeRuntime.setThreads(threads);
    }

    /** The number that 0 stands for, or the one that was asked for. */
    int count() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}

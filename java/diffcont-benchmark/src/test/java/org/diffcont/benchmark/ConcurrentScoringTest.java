package org.diffcont.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.diffcont.config.Settings;
import org.diffcont.detect.Tiny;
import org.diffcont.image.TestFiles;
import org.diffcont.model.ModelFolder;
import org.diffcont.nativecore.NativeException;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.nativecore.NativeStatus;
import org.diffcont.operation.ImageScore;
import org.diffcont.operation.Images;
import org.diffcont.operation.ReadingOptions;
import org.diffcont.operation.ProductLearning;
import org.diffcont.operation.Scoring;
import org.diffcont.strategy.TinyLearner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One model, many threads. */
class ConcurrentScoringTest {
    private static final int THREADS = 16;
    private static final int IMAGES = 30;
    /** A network's levels and two readings without a network, each with another kind of statistics. */
    private static final Settings SETTINGS = TinyLearner.settings("readings.candidates",
        "levels:4/location_mahalanobis:4,filter_bank:as_is:4/patch_memory:6,pixels:as_is:8/pca_residual:3",
        "readings.poolings", "0.3", "readings.chosen", "3", "routing.rule", "shared_covariance");

    @TempDir
    static Path folder;
    private static ModelFolder model;
    private static List<Path> files;

    @BeforeAll
    static void learn() throws Exception {
        files = IntStream.range(0, IMAGES).mapToObj(i -> TestFiles.picture(folder.resolve("images/" + i + ".png"), 20,
            16, i % 10)).toList();
        model = new ModelFolder(folder.resolve("model"));
        for (String name : List.of("gear", "bolt")) {
            new ProductLearning(model, Tiny.MACHINE).learn(name, Images.files(files.subList(0, 12)), SETTINGS,
                ReadingOptions.NONE, Tiny.QUIET);
        }
    }

    private static Scoring open() {
        return new Scoring(model, Tiny.MACHINE, Optional.empty(), ReadingOptions.strict(), true);
    }

    /** Everything that was said of an image, in bits. */
    private static List<String> said(List<ImageScore> scores) {
        return scores.stream().map(score -> {
            ImageScore.Scored scored = (ImageScore.Scored) score;
            return scored.path() + " " + scored.className() + " " + scored.verdict() + " "
                + Double.doubleToLongBits(scored.decision().distance()) + " " + scored.decision() + " "
                + scored.heatMap().map(map -> Arrays.hashCode(map.values())).orElse(0);
        }).toList();
    }

    @Test
    void sixteenThreadsGetTheSameBitsAsOne() throws Exception {
        try (Scoring scoring = open(); ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
            List<String> serial = said(scoring.score(files));
            List<Callable<List<String>>> work = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int batch = 1 + t % 5;
                work.add(() -> {
                    List<String> said = new ArrayList<>();
                    for (int from = 0; from < IMAGES; from += batch) {
                        said.addAll(said(scoring.score(files.subList(from, Math.min(IMAGES, from + batch)))));
                    }
                    return said;
                });
            }
            for (Future<List<String>> thread : pool.invokeAll(work)) {
                assertEquals(serial, thread.get());
            }
        }
    }

    @Test
    void closingWhileInUseEndsTheOthersWithAnError() throws Exception {
        long before = NativeRuntime.liveHandles();
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            Scoring scoring = open();
            CountDownLatch busy = new CountDownLatch(4);
            List<Future<?>> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                threads.add(pool.submit(() -> {
                    while (true) {
                        scoring.score(files.subList(0, 5));
                        busy.countDown();
                    }
                }));
            }
            busy.await();
            scoring.close();
            for (Future<?> thread : threads) {
                Throwable e = assertThrows(ExecutionException.class, thread::get).getCause();
                boolean closed = e instanceof IllegalStateException && e.getMessage().contains("was closed");
                boolean freed = e instanceof NativeException n && n.status() == NativeStatus.BAD_HANDLE;
                assertTrue(closed || freed, e::toString);
            }
        }
        assertEquals(before, NativeRuntime.liveHandles());
    }

    @Test
    void aClosedModelScoresNothingAndMayBeClosedAgain() {
        Scoring scoring = open();
        scoring.close();
        scoring.close();
        assertThrows(IllegalStateException.class, () -> scoring.score(files.subList(0, 1)));
    }
}

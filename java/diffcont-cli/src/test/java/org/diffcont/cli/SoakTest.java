package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffcont.config.Settings;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.operation.Images;
import org.diffcont.operation.ProductLearning;
import org.diffcont.operation.ReadingOptions;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.Progress;
import org.diffcont.progress.TaskContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scores a long stream of small images ({@code -Ddiffcont.soak.images=1000000}) with {@code score -}, and watches what
 * the process holds: resident memory, Java heap after a collection, open files, threads, native objects.
 */
@EnabledOnOs(OS.LINUX)
// For long runs.
@Timeout(value = 1, unit = TimeUnit.HOURS)
class SoakTest {
    private static final long IMAGES = Long.getLong("diffcont.soak.images", 4000);
    private static final int FILES = 50;
    private static final int SIDE = 16;
    private static final int SAMPLES = 20;
    private static final Path STATUS = Path.of("/proc/self/status");
    /** Of memory: allocators and the heap breathe by this much, a leak of 100 bytes an image would reach 95 MiB. */
    private static final long BREATH = 48L << 20;

    @TempDir
    static Path folder;

    /** What the process holds after so many images. */
    private record Held(long images, long residentBytes, long heapBytes, long files, long threads, long handles) {
        static Held now(long images) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"));
                    Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
                long resident = Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).findFirst().orElseThrow();
                return new Held(images, resident, runtime.totalMemory() - runtime.freeMemory(), files.count(),
                        threads.count(), NativeRuntime.liveHandles());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return "%9d images: %5d MiB resident, %4d MiB heap, %3d files, %3d threads, %d native objects"
                    .formatted(images, residentBytes >> 20, heapBytes >> 20, files, threads, handles);
        }
    }

    @BeforeAll
    static void learn() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < FILES; i++) {
            BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < SIDE * SIDE; p++) {
                int grey = 100 + p % 50 + random.nextInt(30);
                picture.setRGB(p % SIDE, p / SIDE, grey << 16 | grey << 8 | grey);
            }
            ImageIO.write(picture, i % 2 == 0 ? "png" : "bmp", file(i).toFile());
        }
        Settings settings = Settings.read(null, null, Map.of("data.image_size", Integer.toString(SIDE),
                "readings.candidates", "pixels:as_is:16/pca_residual:3", "readings.poolings", "max", "readings.pose",
                "as_is", "routing.source", "pixels:as_is:4", "run.self_test_images", "1"));
        new ProductLearning(new ModelFolder(folder.resolve("model")), Machine.defaults()).learn("gear",
                Images.files(IntStream.range(0, 20).mapToObj(SoakTest::file).toList()), settings,
                ReadingOptions.NONE, TaskContext.none());
    }

    private static Path file(int index) {
        return folder.resolve("%02d.%s".formatted(index, index % 2 == 0 ? "png" : "bmp"));
    }

    /** Standard input: the files' paths again and again. */
    private static final class Paths extends InputStream {
        private long begun;
        private byte[] line = {};
        private int at;

        @Override
        public int read() {
            if (at == line.length) {
                if (begun == IMAGES) {
                    return -1;
                }
                line = (file((int) (begun++ % FILES)) + "\n").getBytes(StandardCharsets.UTF_8);
                at = 0;
            }
            return line[at++];
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int count = 0;
            int next;
            while (count < length && (next = read()) >= 0) {
                buffer[offset + count++] = (byte) next;
            }
            return count == 0 && length > 0 ? -1 : count;
        }
    }

    /** Standard output: every image's line is the one that it got the first time; what the process holds is sampled. */
    private static final class Lines extends Writer {
        private final StringBuilder line = new StringBuilder();
        private final List<String> first = new ArrayList<>();
        private final List<Held> samples = new ArrayList<>();
        private long count;
        private long different;

        @Override
        public void write(char[] text, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                if (text[i] != '\n') {
                    line.append(text[i]);
                    continue;
                }
                take(line.toString());
                line.setLength(0);
            }
        }

        private void take(String text) {
            if (first.size() < FILES) {
                first.add(text);
            }
            different += text.equals(first.get((int) (count % FILES))) ? 0 : 1;
            count++;
            if (count % Math.max(1, IMAGES / SAMPLES) == 0) {
                samples.add(Held.now(count));
                System.out.println(samples.getLast());
            }
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    }

    @Test
    void aLongStreamOfImagesLeavesNothingBehind() {
        Lines lines = new Lines();
        InputStream before = System.in;
        Held start = Held.now(0);
        long begin = System.nanoTime();
        try {
            System.setIn(new Paths());
            assertEquals(0, Main.run(new String[] {"score", "--model", folder.resolve("model").toString(), "--format",
                "jsonl", "-"}, new Shell(new PrintWriter(lines), new PrintWriter(Writer.nullWriter()), Progress.none(),
                CancelSignal.never())));
        } finally {
            System.setIn(before);
        }
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        System.out.printf("%d images in %d s, %.0f a second; %d lines differ from the image's first%n", lines.count,
                time.toSeconds(), lines.count / (time.toMillis() / 1000.0), lines.different);

        assertEquals(IMAGES, lines.count);
        assertEquals(0, lines.different);
        assertTrue(lines.first.stream().allMatch(line -> line.contains("\"decision\":\"")), lines.first::toString);
        // Until then the virtual machine loads and compiles.
        Held warm = lines.samples.get(SAMPLES / 5);
        Held last = lines.samples.getLast();
        assertEquals(warm.handles(), last.handles());
        assertTrue(last.files() <= warm.files() + 2, () -> warm + "\n" + last);
        assertTrue(last.threads() <= warm.threads() + 4, () -> warm + "\n" + last);
        assertTrue(last.heapBytes() <= warm.heapBytes() + BREATH, () -> warm + "\n" + last);
        // A short run ends before the heap has reached its size.
        long growth = IMAGES < 100_000 ? 4 * BREATH : BREATH;
        assertTrue(last.residentBytes() <= warm.residentBytes() + growth, () -> warm + "\n" + last);
        assertEquals(start.handles(), NativeRuntime.liveHandles());
    }
}

package org.diffcont.fuzz;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.diffcont.intake.Arrival;
import org.diffcont.intake.StreamedImages;
import org.diffcont.progress.CancelSignal;

/** Any bytes as a stream of image paths on standard input: each line is a path, however odd, and none is lost. */
public final class IntakeTarget implements Target {
    private static final int BATCH = 7;
    static final IntakeTarget INSTANCE = new IntakeTarget();

    public static void fuzzerTestOneInput(byte[] input) {
        INSTANCE.run(input);
    }

    @Override
    public boolean run(byte[] input) {
        int taken = 0;
        try (StreamedImages images = new StreamedImages(new ByteArrayInputStream(input))) {
            List<Arrival> batch;
            while (!(batch = images.next(BATCH, CancelSignal.never())).isEmpty()) {
                taken += batch.size();
            }
        }
        long lines = Stream.of(new String(input, StandardCharsets.UTF_8).split("\n")).filter(line -> !line.isBlank()).count();
        if (taken != lines) {
            throw new AssertionError(taken + " paths of " + lines + " lines");
        }
        return true;
    }

    @Override
    public List<byte[]> seeds() {
        return List.of("a.png\n\nfolder/b 1.jpg\r\n/c\n".getBytes(StandardCharsets.UTF_8),
            "one without an end".getBytes(StandardCharsets.UTF_8), "x\n".repeat(600).getBytes(StandardCharsets.UTF_8));
    }
}

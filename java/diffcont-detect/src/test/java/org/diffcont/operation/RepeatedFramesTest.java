package org.diffcont.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.diffcont.detect.Decision;
import org.diffcont.image.ImageBatch;
import org.diffcont.image.ImageFacts;
import org.diffcont.image.ImageInput;
import org.diffcont.image.LoadedImages;
import org.junit.jupiter.api.Test;

class RepeatedFramesTest {
    private final RepeatedFrames repeated = new RepeatedFrames();

    /** Scores of images with these hashes; "bad" could not be read. */
    private List<Verdict> verdicts(String... hashes) {
        List<ImageScore> scores = new ArrayList<>();
        List<String> read = new ArrayList<>();
        for (String hash : hashes) {
            ImageInput input = new ImageInput.File(Path.of(hash));
            if (hash.equals("bad")) {
                scores.add(new ImageScore.Unreadable(input, "empty"));
            } else {
                read.add(hash);
                scores.add(new ImageScore.Scored(input, "gear", true, new Decision(0, 1, 0, 0, 2, false),
                    Verdict.NORMAL, Optional.empty(), List.of(), Optional.empty()));
            }
        }
        LoadedImages loaded = new LoadedImages(new ImageBatch(new float[read.size()][3], 1),
            IntStream.range(0, read.size()).<ImageInput>mapToObj(i -> new ImageInput.File(Path.of("x"))).toList(),
            Collections.nCopies(read.size(), new ImageFacts(1, 1, 8, 8, 1, 8)), read, List.of());
        List<ImageScore> told = repeated.in(loaded, scores);
        assertTrue(told.stream().filter(s -> s.verdict() == Verdict.ANOMALOUS)
            .allMatch(s -> ((ImageScore.Scored) s).reason().orElseThrow().startsWith("repeated frame")));
        return told.stream().map(ImageScore::verdict).toList();
    }

    @Test
    void theSameBytesAsTheImageBeforeAreAnAlarmAcrossBatchesAndBadFiles() {
        assertEquals(List.of(Verdict.NORMAL, Verdict.NORMAL, Verdict.ANOMALOUS), verdicts("a", "b", "b"));
        assertEquals(List.of(Verdict.ANOMALOUS, Verdict.REJECTED, Verdict.ANOMALOUS, Verdict.NORMAL),
            verdicts("b", "bad", "b", "a"));
        assertEquals(List.of(Verdict.NORMAL), verdicts("b"));
    }
}

package org.diffcont.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.diffcont.image.ImageBatch;
import org.diffcont.image.PictureGrid;
import org.diffcont.replay.ReplayBuffer;

/** A picture of a replay buffer: one row a class, with an X below what the gate had rejected. */
final class ReplayPicture {
    private static final int COLUMNS = 12;
    private static final int SCALE = 2;
    private static final float BLANK = -1;
    private static final String REJECTED = "X";

    private ReplayPicture() {
    }

    static void write(Path file, ReplayBuffer buffer) {
        int columns = Math.min(COLUMNS, buffer.classes().stream().mapToInt(ReplayBuffer.ClassReplay::kept).max()
            .orElseThrow());
        List<String> rowLabels = new ArrayList<>();
        List<String> imageLabels = new ArrayList<>();
        float[][] images = new float[buffer.classes().size() * columns][];
        float[] blank = new float[buffer.images().imageLength()];
        Arrays.fill(blank, BLANK);
        Arrays.fill(images, blank);
        int offset = 0;
        for (ReplayBuffer.ClassReplay replayed : buffer.classes()) {
            rowLabels.add(String.format(Locale.ROOT, "%s  %.0f%% accepted", replayed.name(),
                100 * replayed.acceptanceRate()));
            for (int index : shown(buffer.accepted(), offset, replayed.kept(), columns)) {
                images[imageLabels.size()] = buffer.images().image(index);
                imageLabels.add(buffer.accepted().get(index) ? "" : REJECTED);
            }
            imageLabels.addAll(Collections.nCopies(rowLabels.size() * columns - imageLabels.size(), ""));
            offset += replayed.kept();
        }
        PictureGrid.write(file, new ImageBatch(images, buffer.images().size()), columns, rowLabels, imageLabels, SCALE);
    }

    /** Indices of one class's images to show: the accepted ones first, and some of each kind where there are both. */
    private static List<Integer> shown(List<Boolean> accepted, int offset, int kept, int columns) {
        List<Integer> passed = IntStream.range(offset, offset + kept).filter(accepted::get).boxed().toList();
        List<Integer> rejected = IntStream.range(offset, offset + kept).filter(i -> !accepted.get(i)).boxed().toList();
        int fewest = Math.min(rejected.size(), columns / 3);
        List<Integer> shown = new ArrayList<>(passed.subList(0, Math.min(passed.size(), columns - fewest)));
        shown.addAll(rejected.subList(0, Math.min(rejected.size(), columns - shown.size())));
        return shown;
    }
}

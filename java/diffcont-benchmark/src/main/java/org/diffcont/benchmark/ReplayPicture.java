package org.diffcont.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.diffcont.image.ImageBatch;
import org.diffcont.image.PictureGrid;
import org.diffcont.replay.ReplayBuffer;

/** A picture of a replay buffer: one row a class, with a frame around what the gate had rejected. */
final class ReplayPicture {
    private static final int COLUMNS = 12;
    private static final int SCALE = 2;
    private static final float BLANK = -1;

    private ReplayPicture() {
    }

    static void write(Path file, ReplayBuffer buffer) {
        int columns = Math.min(COLUMNS, buffer.classes().stream().mapToInt(ReplayBuffer.ClassReplay::kept).max()
            .orElseThrow());
        Set<Integer> rejected = new HashSet<>();
        float[][] images = new float[buffer.classes().size() * columns][];
        float[] blank = new float[buffer.images().imageLength()];
        Arrays.fill(blank, BLANK);
        Arrays.fill(images, blank);
        int offset = 0;
        int row = 0;
        for (ReplayBuffer.ClassReplay replayed : buffer.classes()) {
            int place = row++ * columns;
            for (int index : shown(buffer.accepted(), offset, replayed.kept(), columns)) {
                images[place] = buffer.images().image(index);
                if (!buffer.accepted().get(index)) {
                    rejected.add(place);
                }
                place++;
            }
            offset += replayed.kept();
        }
        PictureGrid.write(file, new ImageBatch(images, buffer.images().size()), columns, rejected, SCALE);
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

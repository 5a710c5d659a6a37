package org.diffcont.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffcont.image.PictureGrid;
import org.diffcont.replay.ReplayBuffer;

/** A picture of a replay buffer: one row a class. */
final class ReplayPicture {
    private static final int COLUMNS = 12;
    private static final int SCALE = 2;

    private ReplayPicture() {
    }

    static void write(Path file, ReplayBuffer buffer, int imageSize) {
        int size = buffer.images().length / buffer.count();
        List<PictureGrid.Row> rows = new ArrayList<>();
        int offset = 0;
        for (ReplayBuffer.ClassReplay replayed : buffer.classes()) {
            int shown = Math.min(COLUMNS, replayed.kept());
            rows.add(new PictureGrid.Row("%s  %.0f%% accepted".formatted(replayed.name(),
                100 * replayed.acceptanceRate()), Arrays.copyOfRange(buffer.images(), offset * size,
                (offset + shown) * size)));
            offset += replayed.kept();
        }
        PictureGrid.write(file, rows, imageSize, SCALE);
    }
}

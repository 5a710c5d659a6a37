package org.diffcont.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.diffcont.image.PictureGrid;
import org.diffcont.replay.ReplayBuffer;

/** A picture of a replay buffer: one row a class. */
final class ReplayPicture {
    private static final int COLUMNS = 12;
    private static final int SCALE = 2;
    private static final float BLANK = -1;

    private ReplayPicture() {
    }

    static void write(Path file, ReplayBuffer buffer, int imageSize) {
        int size = buffer.images().length / buffer.count();
        int columns = Math.min(COLUMNS, buffer.classes().stream().mapToInt(ReplayBuffer.ClassReplay::kept).max()
            .orElseThrow());
        List<String> labels = new ArrayList<>();
        float[] images = new float[buffer.classes().size() * columns * size];
        int offset = 0;
        for (ReplayBuffer.ClassReplay replayed : buffer.classes()) {
            labels.add(String.format(Locale.ROOT, "%s  %.0f%% accepted", replayed.name(),
                100 * replayed.acceptanceRate()));
            float[] row = new float[columns * size];
            Arrays.fill(row, BLANK);
            System.arraycopy(buffer.images(), offset * size, row, 0, Math.min(columns, replayed.kept()) * size);
            System.arraycopy(row, 0, images, (labels.size() - 1) * row.length, row.length);
            offset += replayed.kept();
        }
        PictureGrid.write(file, images, imageSize, columns, labels, SCALE);
    }
}

package org.diffcont.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.diffcont.image.ImageBatch;
import org.diffcont.image.PictureGrid;
import org.diffcont.strategy.Sampling;

/** A picture of samples, class after class, each with its outlier probability below. */
final class SamplePicture {
    private static final int MOST_COLUMNS = 8;
    /** A label is about 30 pixels wide. */
    private static final int SMALLEST_SIDE = 64;
    private static final float BLANK = -1;

    private SamplePicture() {}

    static void write(Path file, List<Sampling.Samples> classes) {
        int count = classes.getFirst().outlierProbabilities().length;
        int columns = Math.min(count, MOST_COLUMNS);
        int rows = (count + columns - 1) / columns;
        int size = classes.getFirst().images().size();
        float[] blank = new float[classes.getFirst().images().imageLength()];
        Arrays.fill(blank, BLANK);
        float[][] images = new float[classes.size() * rows * columns][];
        Arrays.fill(images, blank);
        List<String> rowLabels = new ArrayList<>();
        List<String> imageLabels = new ArrayList<>();
        for (Sampling.Samples samples : classes) {
            System.arraycopy(samples.images().images(), 0, images, imageLabels.size(), count);
            for (int i = 0; i < rows * columns; i++) {
                imageLabels.add(i < count ? String.format(Locale.ROOT, "%.2f", samples.outlierProbabilities()[i]) : "");
            }
            for (int row = 0; row < rows; row++) {
                rowLabels.add(row == 0 ? samples.className() : "");
            }
        }
        PictureGrid.write(file, new ImageBatch(images, size), columns, rowLabels, imageLabels, Math.ceilDiv(SMALLEST_SIDE, size));
    }
}

package org.diffcont.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.diffcont.image.ImageBatch;
import org.diffcont.image.PictureGrid;
import org.diffcont.strategy.Sampling;

/** A picture of samples, class after class, and their outlier probabilities as a table of the same rows and columns. */
final class SamplePicture {
    private static final int MOST_COLUMNS = 8;
    private static final int SMALLEST_SIDE = 64;
    private static final float BLANK = -1;

    private final List<Sampling.Samples> classes;
    private final double acceptance;
    private final int count;
    private final int columns;
    private final int rows;

    /**
     * @param classes     as many samples of each
     * @param acceptance  the largest outlier probability with which replay keeps a sample
     */
    SamplePicture(List<Sampling.Samples> classes, double acceptance) {
        this.classes = classes;
        this.acceptance = acceptance;
        count = classes.getFirst().outlierProbabilities().length;
        columns = Math.min(count, MOST_COLUMNS);
        rows = Math.ceilDiv(count, columns);
    }

    /** Writes the picture; samples that replay rejects have a frame. */
    void write(Path file) {
        ImageBatch first = classes.getFirst().images();
        float[] blank = new float[first.imageLength()];
        Arrays.fill(blank, BLANK);
        float[][] images = new float[classes.size() * rows * columns][];
        Arrays.fill(images, blank);
        Set<Integer> rejected = new HashSet<>();
        for (int c = 0; c < classes.size(); c++) {
            int begin = c * rows * columns;
            System.arraycopy(classes.get(c).images().images(), 0, images, begin, count);
            double[] probabilities = classes.get(c).outlierProbabilities();
            IntStream.range(0, count).filter(i -> probabilities[i] > acceptance).forEach(i -> rejected.add(begin + i));
        }
        PictureGrid.write(file, new ImageBatch(images, first.size()), columns, rejected,
                Math.ceilDiv(SMALLEST_SIDE, first.size()));
    }

    Table probabilities() {
        String[] header = new String[1 + columns];
        Arrays.setAll(header, i -> i == 0 ? "class" : Integer.toString(i));
        Table table = new Table(header);
        for (Sampling.Samples samples : classes) {
            for (int row = 0; row < rows; row++) {
                Object[] cells = new Object[1 + columns];
                cells[0] = row == 0 ? samples.className() : "";
                for (int i = row * columns; i < Math.min(count, (row + 1) * columns); i++) {
                    cells[1 + i % columns] = samples.outlierProbabilities()[i];
                }
                table.row(cells);
            }
        }
        return table;
    }
}

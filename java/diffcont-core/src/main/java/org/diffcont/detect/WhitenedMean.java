package org.diffcont.detect;

import java.nio.file.Path;
import java.util.Map;
import org.diffcont.files.TensorFile;
import org.diffcont.nativecore.Distances;

/** The paper's statistics: the class mean in whitened space; the distance is the squared Euclidean one to it. */
public record WhitenedMean(Whitening whitening, float[] classMean) implements ClassStatistics {
    static final String TENSOR = "class_mean";

    /** Fits the class mean to the features of its normal images. */
    public static WhitenedMean fit(Whitening whitening, Features features) {
        return new WhitenedMean(whitening, whitening.whitenedMean(features));
    }

    @Override
    public double[] distances(Features features) {
        float[] distances = Distances.squared(features.values(), features.count(), classMean.length, whitening.mean(),
            whitening.inverseStd(), classMean, 1);
        double[] result = new double[distances.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = distances[i];
        }
        return result;
    }

    @Override
    public void save(Path file) {
        tensors().write(file);
    }

    /** Reads what {@link #save} wrote. */
    public static WhitenedMean load(Path file, Whitening whitening) {
        return new WhitenedMean(whitening, TensorFile.read(file).vector(file, TENSOR, whitening.mean().length));
    }

    @Override
    public long bytes() {
        return tensors().size();
    }

    private TensorFile tensors() {
        return new TensorFile(Map.of(TENSOR, classMean));
    }

    @Override
    public void close() {
        // Plain arrays: nothing to free.
    }
}

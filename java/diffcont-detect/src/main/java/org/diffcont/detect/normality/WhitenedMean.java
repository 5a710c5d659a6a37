package org.diffcont.detect.normality;

import java.nio.file.Path;
import java.util.Map;
import org.diffcont.detect.source.Features;
import org.diffcont.files.TensorFile;
import org.diffcont.nativecore.Distances;

/** The paper's statistics: the class mean in whitened space; the distance is the squared Euclidean one to it. */
public record WhitenedMean(Whitening whitening, float[] classMean) implements Normality {
    static final String TENSOR = "class_mean";

    /** Fits the class mean to the features of its normal images. */
    public static WhitenedMean fit(Whitening whitening, Features features) {
        return new WhitenedMean(whitening, whitening.whitenedMean(features));
    }

    @Override
    public float[] map(Features features) {
        return Distances.squared(features.values(), features.count(), classMean.length, whitening.mean(),
            whitening.inverseStd(), classMean, 1);
    }

    @Override
    public int locations() {
        return 1;
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

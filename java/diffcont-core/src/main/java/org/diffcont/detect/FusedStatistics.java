package org.diffcont.detect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffcont.config.ReadingsSettings.Fusion;
import org.diffcont.pose.Pose;

/**
 * What is normal for one class: one or more readings, and how their scores become one distance. With one reading that
 * is the reading's pooled distance itself; with several, each one's z ({@link LogScale}) fused, which may be negative.
 */
public final class FusedStatistics implements AutoCloseable {
    private final List<FittedReading> readings;
    private final List<FittedModel> models;
    private final Fusion fusion;
    private final Optional<Pose> pose;

    /**
     * @param readings  at least one; with several, each has a scale
     * @param pose      what images are brought to before they are read
     */
    public FusedStatistics(List<FittedReading> readings, Fusion fusion, Optional<Pose> pose) {
        if (readings.isEmpty() || readings.size() > 1 && readings.stream().anyMatch(r -> r.scale().isEmpty())) {
            throw new IllegalArgumentException("a class has a reading, and each of several has a scale");
        }
        this.readings = List.copyOf(readings);
        this.models = readings.stream().map(FittedReading::model).distinct().toList();
        this.fusion = fusion;
        this.pose = pose;
    }

    /** The readings, best first where they were chosen. */
    public List<FittedReading> readings() {
        return readings;
    }

    /** The readings' models, each once. */
    public List<FittedModel> models() {
        return models;
    }

    public Optional<Pose> pose() {
        return pose;
    }

    /** The images as this class reads them. */
    ImageReadings posed(ImageReadings images) {
        return pose.map(images::posed).orElse(images);
    }

    /** One distance for each image; larger is less normal. */
    public double[] distances(ImageReadings images) {
        ImageReadings posed = posed(images);
        Map<FittedModel, float[]> maps = new HashMap<>();
        List<double[]> pooled = new ArrayList<>();
        for (FittedReading reading : readings) {
            FittedModel model = reading.model();
            float[] map = maps.computeIfAbsent(model, m -> m.normality().map(posed.features(
                FeatureSource.of(m.candidate().source()))));
            pooled.add(MapPooling.pool(reading.pooling(), map, model.normality().locations()));
        }
        return fuse(pooled);
    }

    /** One distance an image, from each reading's pooled distances. */
    double[] fuse(List<double[]> pooled) {
        if (readings.size() == 1) {
            return pooled.getFirst();
        }
        double[] fused = new double[pooled.getFirst().length];
        for (int i = 0; i < fused.length; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (int r = 0; r < readings.size(); r++) {
                double z = readings.get(r).scale().orElseThrow().z(pooled.get(r)[i]);
                largest = Math.max(largest, z);
                sum += z;
            }
            fused[i] = switch (fusion) {
                case MAX -> largest;
                case MEAN -> sum / readings.size();
            };
        }
        return fused;
    }

    /**
     * How much an image at {@code distance} looks like this class, to compare classes by: the negated distance in units
     * of the class's threshold, on a logarithmic scale. A fused distance is logarithmic already.
     */
    double evidence(double distance, double threshold) {
        return readings.size() == 1 ? Math.log(threshold) - Math.log(distance) : threshold - distance;
    }

    /** Bytes that the models' files take. */
    public long bytes() {
        return models.stream().mapToLong(model -> model.normality().bytes()).sum();
    }

    @Override
    public void close() {
        models.forEach(model -> model.normality().close());
    }
}

package org.diffcont.detect.normality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffcont.config.ReadingsSettings.Fusion;
import org.diffcont.detect.source.FeatureSource;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.nativecore.Network;
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
    private final Optional<Network> ownNetwork;

    /**
     * @param readings  at least one; with several, each has a scale
     * @param pose      what images are brought to before they are read
     */
    public FusedStatistics(List<FittedReading> readings, Fusion fusion, Optional<Pose> pose) {
        this(readings, fusion, pose, Optional.empty());
    }

    private FusedStatistics(List<FittedReading> readings, Fusion fusion, Optional<Pose> pose,
            Optional<Network> ownNetwork) {
        if (readings.isEmpty() || readings.size() > 1 && readings.stream().anyMatch(r -> r.scale().isEmpty())) {
            throw new IllegalArgumentException("a class has a reading, and each of several has a scale");
        }
        this.readings = List.copyOf(readings);
        this.models = readings.stream().map(FittedReading::model).distinct().toList();
        this.fusion = fusion;
        this.pose = pose;
        this.ownNetwork = ownNetwork;
    }

    /**
     * The same statistics, for images read with a network that knows this class alone, in place of the one that all
     * classes share. The statistics own it from here on.
     */
    public FusedStatistics readWith(Network network) {
        return new FusedStatistics(readings, fusion, pose, Optional.of(network));
    }

    /** The network that knows this class alone; empty where all classes share one, or there is none. */
    public Optional<Network> ownNetwork() {
        return ownNetwork;
    }

    /** The readings, in the order in which they were chosen where they were. */
    public List<FittedReading> readings() {
        return readings;
    }

    /** The readings' models, each once. */
    public List<FittedModel> models() {
        return models;
    }

    /** Reads what lies in files. */
    public void open() {
        models.forEach(model -> model.normality().opened());
    }

    public Optional<Pose> pose() {
        return pose;
    }

    /** Whether any reading reads the network that all classes share, so that distances change with it. */
    public boolean readsNetwork() {
        return ownNetwork.isEmpty()
            && models.stream().anyMatch(m -> FeatureSource.of(m.candidate().source()).readsNetwork());
    }

    /** The images as this class reads them. */
    public ImageReadings posed(ImageReadings images) {
        ImageReadings read = ownNetwork.map(images::readWith).orElse(images);
        return pose.map(read::posed).orElse(read);
    }

    /** One distance for each image; larger is less normal. */
    public double[] distances(ImageReadings images) {
        return fuse(pooled(maps(images)));
    }

    /** Each model's maps of the images. */
    public Map<FittedModel, float[]> maps(ImageReadings images) {
        ImageReadings posed = posed(images);
        Map<FittedModel, float[]> maps = new HashMap<>();
        models.forEach(m -> maps.put(m, m.normality().map(posed.features(FeatureSource.of(m.candidate().source())))));
        return maps;
    }

    /** Each reading's pooled distances. */
    public List<double[]> pooled(Map<FittedModel, float[]> maps) {
        return readings.stream().map(r -> MapPooling.pool(r.pooling(), maps.get(r.model()),
            r.model().normality().locations())).toList();
    }

    /**
     * The same models with the scales of other normal images, which the models have not seen.
     *
     * @param maps    of these images, as {@link #maps} gives them
     * @param pooled  of these images, as {@link #pooled} gives them
     */
    public FusedStatistics rescaled(Map<FittedModel, float[]> maps, List<double[]> pooled) {
        Map<FittedModel, FittedModel> moved = new HashMap<>();
        models.forEach(m -> moved.put(m, new FittedModel(m.candidate(), m.normality(),
            m.locations().map(_ -> LogScale.fit(maps.get(m))))));
        List<FittedReading> scaled = new ArrayList<>();
        for (int r = 0; r < readings.size(); r++) {
            FittedReading reading = readings.get(r);
            double[] distances = pooled.get(r);
            scaled.add(new FittedReading(moved.get(reading.model()), reading.pooling(),
                reading.scale().map(_ -> LogScale.fit(distances)), reading.synthetic()));
        }
        return new FusedStatistics(scaled, fusion, pose, ownNetwork);
    }

    /** One distance an image, from each reading's pooled distances. */
    public double[] fuse(List<double[]> pooled) {
        if (readings.size() == 1) {
            return pooled.getFirst();
        }
        List<double[]> z = new ArrayList<>();
        for (int r = 0; r < readings.size(); r++) {
            LogScale scale = readings.get(r).scale().orElseThrow();
            z.add(Arrays.stream(pooled.get(r)).map(scale::z).toArray());
        }
        return fuseScaled(z);
    }

    /** One distance an image, from each reading's z. */
    public double[] fuseScaled(List<double[]> z) {
        return fuse(fusion, z);
    }

    /** One score an image, from each reading's z. */
    public static double[] fuse(Fusion fusion, List<double[]> z) {
        double[] fused = new double[z.getFirst().length];
        double[] ofImage = new double[z.size()];
        for (int i = 0; i < fused.length; i++) {
            for (int r = 0; r < ofImage.length; r++) {
                ofImage[r] = z.get(r)[i];
            }
            fused[i] = fuse(fusion, ofImage);
        }
        return fused;
    }

    /**
     * One map of an image, from its models' maps of z, all of one size: the largest at each pixel where the readings are
     * fused so, else the mean, for a defect is where several readings see it.
     */
    public float[] fuseMaps(float[][] maps) {
        Fusion ofMaps = fusion == Fusion.MAX ? Fusion.MAX : Fusion.MEAN;
        float[] fused = new float[maps[0].length];
        double[] ofPixel = new double[maps.length];
        for (int pixel = 0; pixel < fused.length; pixel++) {
            for (int m = 0; m < ofPixel.length; m++) {
                ofPixel[m] = maps[m][pixel];
            }
            fused[pixel] = (float) fuse(ofMaps, ofPixel);
        }
        return fused;
    }

    private static double fuse(Fusion fusion, double[] z) {
        double largest = Double.NEGATIVE_INFINITY;
        double second = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (double value : z) {
            second = Math.max(second, Math.min(largest, value));
            largest = Math.max(largest, value);
            sum += value;
        }
        return switch (fusion) {
            case MAX -> largest;
            case TWO_LARGEST -> z.length == 1 ? largest : (largest + second) / 2;
            case MEAN -> sum / z.length;
        };
    }

    /**
     * How much an image at {@code distance} looks like this class, to compare classes by: the negated distance in units
     * of the class's threshold, on a logarithmic scale. A fused distance is logarithmic already.
     */
    public double evidence(double distance, double threshold) {
        return readings.size() == 1 ? Math.log(threshold) - Math.log(distance) : threshold - distance;
    }

    /** Bytes that the models' files take. */
    public long bytes() {
        return models.stream().mapToLong(model -> model.normality().bytes()).sum();
    }

    @Override
    public void close() {
        models.forEach(model -> model.normality().close());
        ownNetwork.ifPresent(Network::close);
    }
}

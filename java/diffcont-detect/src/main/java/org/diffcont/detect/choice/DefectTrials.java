package org.diffcont.detect.choice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.diffcont.config.Candidate;
import org.diffcont.config.Reading;
import org.diffcont.config.Settings;
import org.diffcont.detect.normality.MapPooling;
import org.diffcont.detect.normality.Normality;
import org.diffcont.detect.normality.NormalityMethod;
import org.diffcont.detect.normality.Whitening;
import org.diffcont.detect.source.FeatureSource;
import org.diffcont.detect.source.Features;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.image.ImageBatch;
import org.diffcont.machine.Machine;
import org.diffcont.machine.Workers;
import org.diffcont.pose.Pose;
import org.diffcont.random.Seeds;

/**
 * Tries all readings on a class's normal images and on synthetic defective versions of them, each fold by models fitted
 * to the other folds.
 */
public final class DefectTrials {
    private final Settings settings;
    private final Machine machine;
    private final DefectSource defects;

    public DefectTrials(Settings settings, Machine machine, DefectSource defects) {
        this.settings = settings;
        this.machine = machine;
        this.defects = defects;
    }

    /**
     * What a candidate's models, each fitted to all folds but one, make of the normal images.
     *
     * @param maps   of all images, cross-fitted
     * @param folds  that the images were split into
     * @param bytes  of the smallest of the models; fitted to all images it has no fewer
     */
    public record CrossFitted(float[] maps, Folds folds, long bytes) {
    }

    /**
     * @param trials       one for each reading of the configuration, in its order
     * @param crossFitted  one for each candidate
     */
    public record Result(List<ReadingChoice.Trial> trials, Map<Candidate, CrossFitted> crossFitted) {
    }

    /**
     * Tries all readings of the configuration.
     *
     * @param train  the class's normal images, as they are
     * @param pose   what images are brought to before they are read; a defect may change an image's pose
     */
    public Result of(int classIndex, ImageReadings train, Optional<Pose> pose, Whitening whitening, Folds folds) {
        ImageReadings normal = pose.map(train::posed).orElse(train);
        List<Candidate> candidates = settings.readings().allCandidates();
        List<FeatureSource> sources = candidates.stream().map(c -> FeatureSource.of(c.source())).distinct().toList();
        sources.forEach(normal::features);
        IntFunction<Map<Candidate, FoldMaps>> tryFold = fold -> {
            Optional<ImageReadings> pasted = pasted(classIndex, train, folds.held(fold))
                .map(p -> pose.map(p::posed).orElse(p));
            Map<Candidate, FoldMaps> maps = new HashMap<>();
            candidates.forEach(c -> maps.put(c, tryFold(c, normal, pasted, whitening, folds, fold)));
            return maps;
        };
        boolean threadSafe = sources.stream().allMatch(FeatureSource::isThreadSafe);
        IntStream all = IntStream.range(0, folds.folds());
        List<Map<Candidate, FoldMaps>> tried = threadSafe
            ? Workers.run(machine, () -> all.parallel().mapToObj(tryFold).toList())
            : all.mapToObj(tryFold).toList();
        return result(tried, folds);
    }

    /**
     * What a candidate's model, fitted to the other folds, makes of one fold.
     *
     * @param normals  maps of the fold's images
     * @param defects  maps of their defective versions
     * @param bytes    of the model
     */
    private record FoldMaps(float[] normals, float[] defects, int locations, long bytes) {
    }

    private static FoldMaps tryFold(Candidate candidate, ImageReadings normal, Optional<ImageReadings> pasted,
            Whitening whitening, Folds folds, int fold) {
        FeatureSource source = FeatureSource.of(candidate.source());
        Features features = normal.features(source);
        try (Normality model = NormalityMethod.of(candidate.model()).fit(features.select(folds.others(fold)),
                whitening)) {
            return new FoldMaps(model.map(features.select(folds.held(fold))),
                pasted.map(p -> model.map(p.features(source))).orElse(new float[0]), model.locations(), model.bytes());
        }
    }

    private Result result(List<Map<Candidate, FoldMaps>> tried, Folds folds) {
        Map<Candidate, CrossFitted> crossFitted = new HashMap<>();
        for (Candidate candidate : settings.readings().allCandidates()) {
            List<FoldMaps> maps = tried.stream().map(fold -> fold.get(candidate)).toList();
            crossFitted.put(candidate, new CrossFitted(
                CrossFitting.inImageOrder(maps.stream().map(FoldMaps::normals).toList(), folds), folds,
                maps.stream().mapToLong(FoldMaps::bytes).min().orElseThrow()));
        }
        List<ReadingChoice.Trial> trials = new ArrayList<>();
        for (Reading reading : settings.readings().all()) {
            List<FoldMaps> maps = tried.stream().map(fold -> fold.get(reading.candidate())).toList();
            int locations = maps.getFirst().locations();
            trials.add(new ReadingChoice.Trial(reading,
                MapPooling.pool(reading.pooling(), crossFitted.get(reading.candidate()).maps(), locations),
                maps.stream().flatMapToDouble(fold -> Arrays.stream(
                    MapPooling.pool(reading.pooling(), fold.defects(), locations))).toArray()));
        }
        return new Result(trials, crossFitted);
    }

    /** One of a normal image's defective versions. */
    private record Version(int image, int number) {
    }

    /** These images' shares of {@code defects.count} versions, which are spread evenly over all images. */
    private List<Version> versions(int[] images, int count) {
        List<Version> versions = new ArrayList<>();
        for (int image : images) {
            long before = (long) image * settings.defects().count() / count;
            long after = (image + 1L) * settings.defects().count() / count;
            for (int number = 0; number < after - before; number++) {
                versions.add(new Version(image, number));
            }
        }
        return versions;
    }

    /** The defective versions of images; empty where there are none. */
    private Optional<ImageReadings> pasted(int classIndex, ImageReadings train, int[] indices) {
        List<Version> versions = versions(indices, train.count());
        if (versions.isEmpty()) {
            return Optional.empty();
        }
        ImageBatch normal = train.images();
        float[][] images = new float[versions.size()][];
        IntConsumer paste = i -> {
            Version version = versions.get(i);
            long seed = Seeds.derive(settings.seed(), "synthetic defects", classIndex, version.number());
            images[i] = defects.defective(normal, version.image(), seed);
        };
        return Workers.run(machine, () -> {
            IntStream.range(0, versions.size()).parallel().forEach(paste);
            return Optional.of(train.others(new ImageBatch(images, normal.size())));
        });
    }
}

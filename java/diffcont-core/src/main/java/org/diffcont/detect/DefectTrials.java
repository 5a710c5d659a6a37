package org.diffcont.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.diffcont.config.Candidate;
import org.diffcont.config.PooledCandidate;
import org.diffcont.config.Settings;
import org.diffcont.experience.Seeds;
import org.diffcont.pose.Pose;

/**
 * Tries all readings on a class's normal images and on synthetic defective versions of them, each fold by models fitted
 * to the other folds.
 */
final class DefectTrials {
    private final Settings settings;
    private final DefectSource defects;

    DefectTrials(Settings settings, DefectSource defects) {
        this.settings = settings;
        this.defects = defects;
    }

    /**
     * What a candidate's models, each fitted to all folds but one, make of the normal images.
     *
     * @param maps   of all images, cross-fitted
     * @param bytes  of the smallest of the models; fitted to all images it has no fewer
     */
    record CrossFitted(float[] maps, long bytes) {
    }

    /**
     * @param trials       one for each reading of the configuration, in its order
     * @param crossFitted  one for each candidate
     */
    record Result(List<ReadingChoice.Trial> trials, Map<Candidate, CrossFitted> crossFitted) {
    }

    /**
     * Tries all readings of the configuration.
     *
     * @param train  the class's normal images, as they are
     * @param pose   what images are brought to before they are read; a defect may change an image's pose
     */
    Result of(int classIndex, ImageReadings train, Optional<Pose> pose, Whitening whitening, Folds folds) {
        ImageReadings normal = pose.map(train::posed).orElse(train);
        Map<Candidate, Tried> tried = new LinkedHashMap<>();
        settings.readings().candidates().forEach(c -> tried.put(c, new Tried(c)));
        for (int fold = 0; fold < folds.folds(); fold++) {
            int[] defective = Arrays.stream(folds.held(fold)).filter(i -> getsDefects(i, train.count())).toArray();
            Optional<ImageReadings> pasted = defective.length == 0 ? Optional.empty()
                : Optional.of(pasted(classIndex, train, defective)).map(p -> pose.map(p::posed).orElse(p));
            for (Tried candidate : tried.values()) {
                candidate.tryFold(normal, pasted, whitening, folds, fold);
            }
        }
        Map<Candidate, CrossFitted> crossFitted = new HashMap<>();
        tried.forEach((candidate, t) -> crossFitted.put(candidate, t.crossFitted(folds)));
        return new Result(settings.readings().all().stream().map(r -> tried.get(r.candidate()).trial(r,
            crossFitted.get(r.candidate()).maps())).toList(), crossFitted);
    }

    /** Whether an image is among the {@code defects.images} that are spread evenly over all. */
    private boolean getsDefects(int image, int count) {
        long images = Math.min(count, settings.defects().images());
        return (image + 1) * images / count > image * images / count;
    }

    /** The defective versions of the images at {@code indices}, each image's one after the other. */
    private ImageReadings pasted(int classIndex, ImageReadings train, int[] indices) {
        int perImage = settings.defects().perImage();
        int size = train.images().length / train.count();
        float[] images = new float[Math.multiplyExact(indices.length * perImage, size)];
        IntConsumer paste = i -> {
            long seed = Seeds.derive(settings.seed(), "synthetic defects", classIndex, i % perImage);
            float[] image = defects.defective(train.images(), train.count(), train.size(), indices[i / perImage], seed);
            System.arraycopy(image, 0, images, i * size, size);
        };
        // A parallel stream runs on the pool that it is started from.
        try (ForkJoinPool pool = new ForkJoinPool(settings.runtime().effectiveThreads())) {
            pool.submit(() -> IntStream.range(0, indices.length * perImage).parallel().forEach(paste)).join();
        }
        return train.others(images, indices.length * perImage);
    }

    /** One candidate, as far as folds have been tried. */
    private static final class Tried {
        private final Candidate candidate;
        private final List<float[]> normals = new ArrayList<>();
        private final List<float[]> defects = new ArrayList<>();
        private int locations;
        private long bytes = Long.MAX_VALUE;

        Tried(Candidate candidate) {
            this.candidate = candidate;
        }

        void tryFold(ImageReadings normal, Optional<ImageReadings> pasted, Whitening whitening, Folds folds, int fold) {
            FeatureSource source = FeatureSource.of(candidate.source());
            Features features = normal.features(source);
            try (Normality model = Normality.fit(candidate.model(), features.select(folds.others(fold)), whitening)) {
                locations = model.locations();
                bytes = Math.min(bytes, model.bytes());
                normals.add(model.map(features.select(folds.held(fold))));
                pasted.ifPresent(p -> defects.add(model.map(p.features(source))));
            }
        }

        CrossFitted crossFitted(Folds folds) {
            return new CrossFitted(CrossFitting.inImageOrder(normals, folds), bytes);
        }

        /** @param crossFitted  the normal images' maps */
        ReadingChoice.Trial trial(PooledCandidate reading, float[] crossFitted) {
            return new ReadingChoice.Trial(reading, pooled(reading, crossFitted).toArray(),
                defects.stream().flatMapToDouble(map -> pooled(reading, map)).toArray());
        }

        private DoubleStream pooled(PooledCandidate reading, float[] map) {
            return Arrays.stream(MapPooling.pool(reading.pooling(), map, locations));
        }
    }
}

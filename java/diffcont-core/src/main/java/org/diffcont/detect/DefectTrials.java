package org.diffcont.detect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffcont.config.Candidate;
import org.diffcont.config.Pooling;
import org.diffcont.config.PooledCandidate;
import org.diffcont.config.Settings;
import org.diffcont.experience.Seeds;
import org.diffcont.pose.Pose;

/** Tries all readings on the first fold of a class's normal images and on synthetic defective versions of these. */
final class DefectTrials {
    private static final int FOLD = 0;

    private final Settings settings;
    private final DefectSource defects;

    DefectTrials(Settings settings, DefectSource defects) {
        this.settings = settings;
        this.defects = defects;
    }

    /**
     * What a candidate's model, fitted to the other folds, makes of the first fold's normal images.
     *
     * @param maps   of these images, for cross-fitting
     * @param bytes  of the model; fitted to all images it has no fewer
     */
    record FirstFold(float[] maps, long bytes) {
    }

    /**
     * @param trials      one for each reading of the configuration
     * @param firstFolds  one for each candidate
     */
    record Result(List<ReadingChoice.Trial> trials, Map<Candidate, FirstFold> firstFolds) {
    }

    /**
     * Tries all readings of the configuration.
     *
     * @param train  the class's normal images, as they are
     * @param pose   what images are brought to before they are read; a defect may change an image's pose
     */
    Result of(int classIndex, ImageReadings train, Optional<Pose> pose, Whitening whitening, Folds folds) {
        int[] held = folds.held(FOLD);
        ImageReadings pasted = defective(classIndex, train, held);
        ImageReadings normal = pose.map(train::posed).orElse(train);
        ImageReadings defective = pose.map(pasted::posed).orElse(pasted);
        List<ReadingChoice.Trial> trials = new ArrayList<>();
        Map<Candidate, FirstFold> firstFolds = new HashMap<>();
        for (Candidate candidate : settings.readings().candidates()) {
            FeatureSource source = FeatureSource.of(candidate.source());
            Features features = normal.features(source);
            try (Normality model = Normality.fit(candidate.model(), features.select(folds.others(FOLD)), whitening)) {
                float[] normals = model.map(features.select(held));
                firstFolds.put(candidate, new FirstFold(normals, model.bytes()));
                float[] anomalous = model.map(defective.features(source));
                for (PooledCandidate reading : settings.readings().all()) {
                    if (reading.candidate().equals(candidate)) {
                        Pooling pooling = reading.pooling();
                        trials.add(new ReadingChoice.Trial(reading,
                            MapPooling.pool(pooling, normals, model.locations()),
                            MapPooling.pool(pooling, anomalous, model.locations())));
                    }
                }
            }
        }
        return new Result(trials, firstFolds);
    }

    private ImageReadings defective(int classIndex, ImageReadings train, int[] held) {
        int perImage = settings.defects().perImage();
        int size = train.images().length / train.count();
        float[] images = new float[Math.multiplyExact(held.length * perImage, size)];
        for (int i = 0; i < held.length * perImage; i++) {
            long seed = Seeds.derive(settings.seed(), "synthetic defects", classIndex, i % perImage);
            float[] image = defects.defective(train.images(), train.count(), train.size(), held[i / perImage], seed);
            System.arraycopy(image, 0, images, i * size, size);
        }
        return train.others(images, held.length * perImage);
    }
}

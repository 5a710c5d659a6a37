package org.diffcont.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.ImageOutputs;
import org.diffcont.nativecore.Losses;
import org.diffcont.nativecore.Trainer;
import org.diffcont.progress.TaskContext;
import org.diffcont.random.Seeds;
import org.diffcont.training.Batch;
import org.diffcont.training.TrainingTerms;

/**
 * DER++ (Buzzega et al. 2020, "Dark Experience for General Continual Learning: a Strong, Simple Baseline", equation 6):
 * replays stored images, and holds the network to what it said of them when they were stored. The loss is that of the
 * new images, plus {@code strategy.der_alpha} times the mean squared distance to the stored outputs, plus
 * {@code strategy.der_beta} times the stored images' own losses.
 *
 * <p>An output here is what the network says of a noised image: its class logits and the noise it predicts; both are
 * stored, as floats, at the end of the experience that brought the image. The noise, the timestep and whether the label
 * is fed are not stored: they come from the seed, the class and the image's place, so that the network is asked the
 * same again. The stored images' own losses take fresh noise, like any image's. One draw of stored images serves both terms
 * of a step, where the paper draws twice. Logits of classes that came later are free.
 */
public final class DerPlusPlusStrategy implements Strategy {
    private static final int BATCH = 32;

    private final Settings settings;
    private final FeatureReader reader;
    private final SequentialLearning learning;
    private final Exemplars exemplars;

    /** @param reader  of the same settings; stays the caller's */
    public DerPlusPlusStrategy(Settings settings, FeatureReader reader) {
        this.settings = settings;
        this.reader = reader;
        this.learning = new SequentialLearning(settings.with(GenerativeReplayStrategy.WITHOUT_TEACHER), reader);
        this.exemplars = new Exemplars(settings, true);
    }

    @Override
    public Outcome learn(LearnerState state, List<TrainingImages> newClasses, TaskContext context) {
        if (!StrategySettings.replays(settings)) {
            return learning.learn(state, newClasses, (before, _) -> Exemplars.buffer(before), context)
                .storing(List.of());
        }
        Terms terms = new Terms(exemplars.after(state, newClasses), state == null ? List.of() : state.stored());
        return learning.learn(state, newClasses, (before, _) -> Exemplars.buffer(before), terms, context)
            .storing(terms.stored());
    }

    private long seed() {
        return Seeds.derive(settings.seed(), "stored outputs");
    }

    private static long stream(int classIndex, int image) {
        return ((long) classIndex << Integer.SIZE) | image;
    }

    private final class Terms implements TrainingTerms {
        private final List<StoredImages> stored;
        private final List<StoredImages> replayed;
        /** Each replayed image's class, and its place there, by its place in the buffer. */
        private final List<int[]> places = new ArrayList<>();

        Terms(List<StoredImages> stored, List<StoredImages> replayed) {
            this.stored = new ArrayList<>(stored);
            this.replayed = replayed;
            for (int c = 0; c < replayed.size(); c++) {
                for (int i = 0; i < replayed.get(c).count(); i++) {
                    places.add(new int[] {c, i});
                }
            }
        }

        List<StoredImages> stored() {
            return List.copyOf(stored);
        }

        @Override
        public Losses step(Trainer trainer, ImageBatch images, int[] labels, Batch batch) {
            if (batch.replay().length == 0) {
                return TrainingTerms.super.step(trainer, images, labels, batch);
            }
            return trainer.step(images.values(), labels, batch.current().length, batch.replay().length,
                outputs(batch.replay(), trainer.classCount()), seed(), settings.get(StrategySettings.class).derAlpha(),
                settings.get(StrategySettings.class).derBeta());
        }

        private ImageOutputs outputs(int[] indices, int classes) {
            int size = replayed.stream().filter(r -> r.count() > 0).map(r -> r.outputs().orElseThrow().noise().length
                / r.count()).findFirst().orElseThrow();
            float[] noise = new float[indices.length * size];
            float[] logits = new float[indices.length * classes];
            Arrays.fill(logits, Float.NaN);
            long[] streams = new long[indices.length];
            for (int i = 0; i < indices.length; i++) {
                int[] place = places.get(indices[i]);
                StoredOutputs outputs = replayed.get(place[0]).outputs().orElseThrow();
                System.arraycopy(outputs.noise(), place[1] * size, noise, i * size, size);
                System.arraycopy(outputs.logits(), place[1] * outputs.classes(), logits, i * classes,
                    outputs.classes());
                streams[i] = stream(place[0], place[1]);
            }
            return new ImageOutputs(noise, logits, streams);
        }

        @Override
        public void finish(Trainer trainer, ImageBatch images, int[] labels, TaskContext context) {
            for (int c = replayed.size(); c < stored.size(); c++) {
                stored.set(c, stored.get(c).with(outputs(trainer, c, context)));
            }
        }

        private StoredOutputs outputs(Trainer trainer, int classIndex, TaskContext context) {
            StoredImages images = stored.get(classIndex);
            ImageBatch seen = reader.networkImages(images.images());
            List<float[]> noise = new ArrayList<>();
            List<float[]> logits = new ArrayList<>();
            for (int from = 0; from < images.count(); from += BATCH) {
                context.cancel().throwIfCancelled();
                int to = Math.min(images.count(), from + BATCH);
                int[] classes = new int[to - from];
                long[] streams = new long[to - from];
                for (int i = from; i < to; i++) {
                    classes[i - from] = classIndex;
                    streams[i - from] = stream(classIndex, i);
                }
                ImageOutputs outputs = trainer.outputs(seen.range(from, to).values(), classes,
                    streams, seed());
                noise.add(outputs.noise());
                logits.add(outputs.logits());
            }
            return new StoredOutputs(join(noise), join(logits), trainer.classCount());
        }
    }

    private static float[] join(List<float[]> parts) {
        float[] joined = new float[parts.stream().mapToInt(p -> p.length).reduce(0, Math::addExact)];
        int position = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, joined, position, part.length);
            position += part.length;
        }
        return joined;
    }
}

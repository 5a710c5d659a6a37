package org.diffcont.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.error.UserException;
import org.diffcont.image.ImageBatch;
import org.diffcont.machine.Precisions;
import org.diffcont.nativecore.LossWeights;
import org.diffcont.nativecore.Losses;
import org.diffcont.nativecore.NativeException;
import org.diffcont.nativecore.NativeStatus;
import org.diffcont.nativecore.Network;
import org.diffcont.nativecore.Trainer;
import org.diffcont.nativecore.TrainingConfig;
import org.diffcont.progress.TaskContext;
import org.diffcont.random.Seeds;
import org.diffcont.replay.ReplayBuffer;

/** Trains the student of one experience on its images and the replay. */
public final class NetworkTraining {
    private static final double ADAM_BETA1 = 0.9;
    private static final double ADAM_BETA2 = 0.999;
    private static final double ADAM_EPSILON = 1e-8;

    private final Settings settings;
    private final FeatureReader reader;

    public NetworkTraining(Settings settings, FeatureReader reader) {
        this.settings = settings;
        this.reader = reader;
    }

    /**
     * @param teacher   the network before this experience, or {@code null} in the first
     * @param firstNew  class index of the first new class
     * @param terms     what the strategy adds; not asked when there is no step to take
     * @return each step's losses
     */
    public List<Losses> run(Network student, Network teacher, List<TrainingImages> newClasses, int firstNew,
            ReplayBuffer buffer, int experience, TrainingTerms terms, TaskContext context) {
        ImageBatch current = ImageBatch.join(newClasses.stream().map(c -> reader.networkImages(c.train())).toList());
        int[] labels = labels(newClasses, firstNew);
        BatchSchedule schedule = schedule(labels.length, buffer, experience);
        ImageBatch replayed = reader.networkImages(buffer.images());
        TrainingSettings training = settings.get(TrainingSettings.class);
        // The paper's projector learns in the first experience only, in which there is no teacher.
        boolean trainsProjector = teacher == null
            && settings.get(ProjectorSettings.class).train() == ProjectorSettings.Training.FIRST;
        TrainingConfig config = new TrainingConfig(trainsProjector,
            Seeds.derive(settings.seed(), "training noise", experience), training.learningRate(), ADAM_BETA1,
            ADAM_BETA2, ADAM_EPSILON, training.clipNorm(), training.labelDropout(), weights());
        List<Losses> losses = new ArrayList<>();
        context.progress().start("training", schedule.steps(), "steps");
        try (Trainer trainer = Trainer.create(student, teacher, config)) {
            trainer.setPrecision(Precisions.ofTraining(training.precision()));
            if (schedule.steps() > 0) {
                terms.prepare(trainer);
            }
            for (Batch batch : schedule) {
                context.cancel().throwIfCancelled();
                ImageBatch images = ImageBatch.join(List.of(current.select(batch.current()),
                    replayed.select(batch.replay())));
                int[] batchLabels = IntStream.concat(Arrays.stream(batch.current()).map(i -> labels[i]),
                    Arrays.stream(batch.replay()).map(i -> buffer.labels()[i])).toArray();
                losses.add(step(trainer, terms, images, batchLabels, batch, experience, losses.size()));
                context.progress().step(1);
            }
            if (schedule.steps() > 0) {
                terms.finish(trainer, current, labels, context);
            }
        }
        context.progress().close();
        return losses;
    }

    private BatchSchedule schedule(int images, ReplayBuffer buffer, int experience) {
        long seed = Seeds.derive(settings.seed(), "batches", experience);
        TrainingSettings training = settings.get(TrainingSettings.class);
        return training.steps() > 0
            ? new BatchSchedule(images, training.batchCurrent(), training.steps(), buffer.countsByClass(),
                training.batchReplay(), seed)
            : BatchSchedule.ofEpochs(training.epochs(), images, training.batchCurrent(), buffer.countsByClass(),
                training.batchReplay(), seed);
    }

    private static Losses step(Trainer trainer, TrainingTerms terms, ImageBatch images, int[] labels, Batch batch,
            int experience, int step) {
        try {
            return terms.step(trainer, images, labels, batch);
        } catch (NativeException e) {
            if (e.status() == NativeStatus.NOT_FINITE) {
                throw new UserException("training diverged in experience " + experience + ", step " + step + ": "
                    + e.getMessage() + "; the model of the experience before is kept. Lower training.learning_rate "
                    + "or training.clip_norm and begin again", e);
            }
            throw e;
        }
    }

    private LossWeights weights() {
        LossSettings loss = settings.get(LossSettings.class);
        return new LossWeights(loss.diffusion(), loss.classifier(), loss.distillation(), loss.alignment(),
            loss.center(), loss.classifierDistillation());
    }

    private static int[] labels(List<TrainingImages> newClasses, int firstNew) {
        int total = newClasses.stream().mapToInt(c -> c.split().train().length).sum();
        int[] labels = new int[total];
        int position = 0;
        for (int c = 0; c < newClasses.size(); c++) {
            for (int i = 0; i < newClasses.get(c).split().train().length; i++) {
                labels[position++] = firstNew + c;
            }
        }
        return labels;
    }
}

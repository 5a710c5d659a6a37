package org.diffcont.e2e;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.image.ImageBatch;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.Origin;
import org.diffcont.progress.TaskContext;
import org.diffcont.strategy.DiffContStrategy;
import org.diffcont.strategy.LearnerFiles;
import org.diffcont.strategy.LearnerState;

/**
 * Commits to a model folder: a model of one class as odd versions, of two as even ones. It says {@code ready} and then
 * the number of each version that is committed, a line each.
 */
final class CommitLoop {
    private static final int SIDE = 16;
    private static final int SIZE = 3 * SIDE * SIDE;
    private static final int IMAGES = 12;
    static final Machine MACHINE = Machine.defaults().withThreads(1);

    private CommitLoop() {
    }

    static Settings settings() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("data.image_size", Integer.toString(SIDE));
        values.put("readings.candidates", "pixels:as_is:16/pca_residual:3");
        values.put("readings.poolings", "max");
        values.put("readings.pose", "as_is");
        values.put("routing.source", "pixels:as_is:4");
        values.put("run.keep_checkpoints", "2");
        values.put("run.self_test_images", "1");
        return Settings.read(null, null, values);
    }

    /** A model of {@code classes} made-up classes; the same every time. */
    static LearnerState learn(int classes) {
        MACHINE.take();
        DiffContStrategy strategy = new DiffContStrategy(settings(), new FeatureReader(settings(), MACHINE));
        LearnerState state = null;
        for (int c = 0; c < classes; c++) {
            state = strategy.learn(state, List.of(TrainingImages.of("class " + c, images(c), settings())),
                TaskContext.none()).state();
        }
        return state;
    }

    private static ImageBatch images(int seed) {
        Random random = new Random(seed);
        float[] product = new float[SIZE];
        float[] images = new float[IMAGES * SIZE];
        for (int k = 0; k < images.length; k++) {
            if (k < SIZE) {
                product[k] = 1.4f * random.nextFloat() - 0.7f;
            }
            images[k] = product[k % SIZE] + 0.3f * (2 * random.nextFloat() - 1);
        }
        return ImageBatch.of(images, IMAGES, SIDE);
    }

    /** Commits the model that comes next. */
    static void commit(ModelFolder folder, LearnerState one, LearnerState two) {
        int next = folder.exists() ? folder.currentVersion() + 1 : 1;
        LearnerState state = next % 2 == 1 ? one : two;
        folder.commit(LearnerFiles.model(state, settings()), settings(), MACHINE, Origin.of(Origin.LEARN, "commit loop",
            List.of(new Origin.UsedImages("class", List.of(Integer.toHexString(next).repeat(8))))),
            LearnerFiles.attachment(state, settings()));
    }

    /** @param arguments  the model's folder, and how many commits */
    public static void main(String[] arguments) {
        ModelFolder folder = new ModelFolder(Path.of(arguments[0]));
        LearnerState one = learn(1);
        LearnerState two = learn(2);
        System.out.println("ready");
        try (ModelFolder.Lock _ = folder.lock()) {
            for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
                commit(folder, one, two);
                System.out.println(folder.currentVersion());
            }
        }
    }
}

package org.diffcont.inspection;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.diffcont.config.Settings;
import org.diffcont.error.DataException;
import org.diffcont.error.ModelException;
import org.diffcont.error.PrerequisiteException;
import org.diffcont.error.UserException;
import org.diffcont.model.ModelFolder;
import org.diffcont.nativecore.DetectLibrary;
import org.diffcont.nativecore.NativeLibraryException;
import org.diffcont.progress.CancelSignal;
import org.diffcont.progress.CancelledException;
import org.diffcont.progress.Progress;
import org.diffcont.run.CategoryLearning;
import org.diffcont.run.ImageScore;
import org.diffcont.run.Scoring;
import org.diffcont.strategy.Strategy;

/**
 * A model on disk, open for scoring and learning. All methods may be called from several threads; scoring goes on with
 * the model as it was while a category is learned. Images may be of any size, grey or colour, 1 to 16 bits a sample.
 */
public final class Inspector implements AutoCloseable {
    private final ModelFolder folder;
    private final Settings settingsOfANewModel;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    /** The model in use; null where there is none yet. */
    private Scoring scoring;
    private boolean closed;

    private Inspector(ModelFolder folder, Settings settingsOfANewModel, Scoring scoring) {
        this.folder = folder;
        this.settingsOfANewModel = settingsOfANewModel;
        this.scoring = scoring;
    }

    /**
     * Opens a model that was learned before, by an application or by the command line.
     *
     * @param folder  the model's folder
     * @return the model; close it when it is no longer needed
     * @throws ModelException when there is none, or it is damaged
     * @throws PrerequisiteException when the native library cannot be loaded
     */
    public static Inspector open(Path folder) {
        loadLibrary();
        ModelFolder model = new ModelFolder(folder);
        return new Inspector(model, null, scoring(model));
    }

    /**
     * A new model, which the first category begins. Nothing is written before.
     *
     * @param folder    where the model will be
     * @param settings  keys of docs/configuration.md with their values, where they differ from the defaults
     * @return the model; close it when it is no longer needed
     * @throws ModelException when there is a model already
     * @throws UserException when a key or value is not allowed
     * @throws PrerequisiteException when the native library cannot be loaded
     */
    public static Inspector create(Path folder, Map<String, String> settings) {
        loadLibrary();
        ModelFolder model = new ModelFolder(folder);
        if (model.exists()) {
            throw new ModelException("there is a model in " + folder + " already; open it, or choose another folder");
        }
        return new Inspector(model, Settings.read(null, null, settings), null);
    }

    /**
     * The categories that the model knows.
     *
     * @return their names, in the order in which they were learned
     */
    public List<String> categories() {
        return reading(() -> scoring == null ? List.of() : scoring.classNames());
    }

    /**
     * Scores one image.
     *
     * @param picture  the image
     * @return what the model says of it, without a heat map
     * @throws DataException when it is no image that can be scored
     * @throws ModelException when no category has been learned yet
     */
    public Inspection score(BufferedImage picture) {
        return score(List.of(picture), false).getFirst();
    }

    /**
     * Scores several images at once, which is faster than one by one; the results are the same.
     *
     * @param pictures  the images; a few dozen at most, since all are in memory at a time
     * @param heatMaps  whether heat maps are wanted
     * @return a result for each image, in order
     * @throws DataException when one is no image that can be scored
     * @throws ModelException when no category has been learned yet
     */
    public List<Inspection> score(List<BufferedImage> pictures, boolean heatMaps) {
        return reading(() -> {
            if (scoring == null) {
                throw new ModelException("the model " + folder.path() + " knows no category yet; learn one first");
            }
            return scoring.scorePictures(pictures, heatMaps).stream().map(Inspector::inspection).toList();
        });
    }

    /**
     * Learns one more category; no image of the others is needed.
     *
     * @param category  its name
     * @param normal    images of good products only
     * @throws UserException a name that is taken, too few images, a folder that cannot be written or that another
     *     process writes; the model is then as it was
     */
    public void learn(String category, List<BufferedImage> normal) {
        learn(category, normal, Progress.none(), CancelSignal.never());
    }

    /**
     * As {@link #learn(String, List)}, telling how far it is and stopping on demand.
     *
     * @param category  its name
     * @param normal    images of good products only
     * @param progress  where progress goes
     * @param cancel    asked between steps whether to stop
     * @throws CancelledException when told to stop; the model is then as it was
     */
    public void learn(String category, List<BufferedImage> normal, Progress progress, CancelSignal cancel) {
        Settings settings = reading(() -> scoring == null ? settingsOfANewModel : scoring.settings());
        new CategoryLearning(folder).learnPictures(category, normal, settings, new Strategy.Context(progress, cancel));
        reload();
    }

    /**
     * Takes over what another process or another {@code Inspector} has changed in the model's folder.
     *
     * @throws ModelException when there is no model, or it is damaged; the one in use then stays in use
     */
    public void reload() {
        Scoring fresh = scoring(folder);
        lock.writeLock().lock();
        Scoring old = closed ? fresh : scoring;
        try {
            if (!closed) {
                scoring = fresh;
            }
        } finally {
            lock.writeLock().unlock();
        }
        if (old != null) {
            old.close();
        }
    }

    /** Frees the model, after the calls in progress; any call afterwards is an {@link IllegalStateException}. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed && scoring != null) {
                scoring.close();
            }
            closed = true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private <T> T reading(Supplier<T> work) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("this Inspector is closed");
            }
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    private static Inspection inspection(ImageScore score) {
        return new Inspection(score.className(), !score.unknown(), score.decision().anomalous(),
            score.decision().outlierProbability(), score.decision().logSurvival(), score.decision().distance(),
            score.decision().threshold(),
            score.heatMap().map(map -> new HeatMap(map.size(), map.values())));
    }

    private static Scoring scoring(ModelFolder folder) {
        return new Scoring(folder, Optional.empty(), true, false);
    }

    private static void loadLibrary() {
        try {
            DetectLibrary.load();
        } catch (NativeLibraryException e) {
            throw new PrerequisiteException(e.getMessage().replaceAll("\\s*\\R\\s*", " "), e);
        }
    }
}

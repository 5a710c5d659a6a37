package org.diffcont.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffcont.config.Settings;
import org.diffcont.detect.DetectionModel;
import org.diffcont.error.BusyException;
import org.diffcont.error.ModelException;
import org.diffcont.error.ModelFormatException;
import org.diffcont.error.OutputException;
import org.diffcont.machine.Machine;

/**
 * A model on disk. Each commit is a folder of its own under {@code versions/}, written under another name, synced and
 * renamed; the file {@code CURRENT} then names it. So a power cut at any instant leaves the old model or the new one.
 *
 * <pre>
 * CURRENT                   number of the version in use and SHA-256 of its manifest
 * versions/0003/
 *   manifest.json           format, and size and SHA-256 of every other file
 *   config.yaml             effective configuration
 *   history.json            the commits that led here; images/ the hashes of the images they learned from
 *   self_test.json          what the model said of some made-up images
 *   detector.json           classes with their readings, tails and thresholds
 *   statistics/000/00.safetensors, ...   a folder a class, in it a file for each model of its readings;
 *                  class.safetensors     quantiles of the distances its threshold was set on, and what the router knows
 *                                        of it; network/, where the class has a network of its own
 *   whitening.safetensors   mean and inverse_std, where a reading needs them
 *   router.safetensors      the covariance that classes share, where routing.rule uses it
 *   unet/, scheduler/, head.json, head.safetensors   the network that images are read with, as diffusers has it
 *   reader/                 in its place, where images are read with the first experience's
 * </pre>
 *
 * <p>Other files are a module's above ({@link Attachment}); they are carried along unread.
 */
public final class ModelFolder {
    static final String CONFIG = "config.yaml";

    private final Path folder;
    private final CurrentFile current;
    private final VersionFolders versions;
    private final VersionReader reader;
    private final VersionWriter writer;

    public ModelFolder(Path folder) {
        this.folder = folder;
        this.current = new CurrentFile(folder);
        this.versions = new VersionFolders(folder);
        this.reader = new VersionReader(current, versions);
        this.writer = new VersionWriter(current, versions, reader);
    }

    /**
     * A model read from its folder. Closing it closes the model.
     *
     * @param files          its version's folder, in which modules above find what they attached; null for a model that
     *                       is nowhere yet
     * @param hasAttachment  whether there is anything of theirs
     */
    public record Stored(int version, DetectionModel model, Settings settings, Path files, boolean hasAttachment)
            implements AutoCloseable {
        /** A model that has learned nothing and is nowhere yet. */
        public static Stored empty(Settings settings) {
            return new Stored(0, DetectionModel.empty(), settings, null, false);
        }

        @Override
        public void close() {
            model.close();
        }
    }

    /** The right to write, until closed. */
    @FunctionalInterface
    public interface Lock extends AutoCloseable {
        @Override
        void close();
    }

    public Path path() {
        return folder;
    }

    public boolean exists() {
        return current.exists();
    }

    /** Bytes of all files of the version in use: what is kept from one experience to the next. */
    public long bytes() {
        try (Stream<Path> files = Files.walk(currentPath())) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw ModelFormatException.unreadable(currentPath(), e);
        }
    }

    /** Number of the version in use. */
    public int currentVersion() {
        return current.read().version();
    }

    /** Folder of the version in use. */
    public Path currentPath() {
        return versions.of(currentVersion());
    }

    /**
     * Holds the folder for writing until closed.
     *
     * @throws BusyException when another process, or another thread of this one, holds it already
     */
    public Lock lock() {
        return FolderLock.take(folder);
    }

    /**
     * Writes a new version and makes it the current one; then deletes older ones as {@code run.keep_checkpoints} and
     * {@code run.max_bytes} say. What the version before has too is linked. The caller holds the lock.
     *
     * @param before      what the model was made from, read from the version in use; empty for a new model
     * @param attachment  what goes along with the model
     * @throws OutputException when it cannot be written; the version in use before is still in use
     */
    public void commit(Stored before, DetectionModel model, Machine machine, Origin origin, Attachment attachment) {
        Settings settings = before.settings();
        writer.write(before, model, settings, origin, attachment, SelfTest.of(before, model, settings, machine));
    }

    /** As above; what goes along with the version before goes along with the new one too. */
    public void commit(Stored before, DetectionModel model, Machine machine, Origin origin) {
        commit(before, model, machine, origin, VersionWriter.carried(before.files(), reader.manifest(current.read()),
            before.settings()));
    }

    /** As {@link #commit(Stored, DetectionModel, Machine, Origin, Attachment)}, for a model of whatever origin. */
    public void commit(DetectionModel model, Settings settings, Machine machine, Origin origin,
            Attachment attachment) {
        commit(Stored.empty(settings), model, machine, origin, attachment);
    }

    /**
     * Makes a kept version the current one again, as a new version. The caller holds the lock.
     *
     * @param software  program and version that does it, for the history
     * @throws ModelException when there is no such version, or it is damaged; the model is then as it was
     */
    public void rollback(int to, String software, Machine machine) {
        CurrentFile.Current inUse = current.read();
        requireKept(to, inUse.version());
        if (to == inUse.version()) {
            throw new ModelException("version " + to + " of the model " + folder + " is in use already; choose another "
                + "of those that history --model " + folder + " shows");
        }
        Manifest manifest = reader.manifest(inUse, to);
        try (Stored stored = reader.whole(to, manifest, machine, () -> { })) {
            writer.write(stored, stored.model(), stored.settings(), Origin.rollback(software, to),
                VersionWriter.carried(versions.of(to), manifest, stored.settings()), manifest.lists(SelfTest.FILE)
                    ? SelfTest.read(versions.of(to))
                    : SelfTest.of(Stored.empty(stored.settings()), stored.model(), stored.settings(), machine));
        }
    }

    private void requireKept(int version, int inUse) {
        try {
            List<Integer> kept = versions.kept(inUse);
            if (!kept.contains(version)) {
                throw new ModelException("the model " + folder + " has no version " + version + "; kept: "
                    + kept.stream().map(String::valueOf).collect(Collectors.joining(", ")));
            }
        } catch (IOException e) {
            throw ModelFormatException.unreadable(versions.path(), e);
        }
    }

    /**
     * Reads the version in use; the manifest is checked against CURRENT, and every file's size and SHA-256 against the
     * manifest, before anything else is read. When a writer deletes that version meanwhile, its successor is read.
     *
     * @throws ModelFormatException naming the file that is missing, damaged or does not fit the others
     */
    public Stored load(Machine machine) {
        return load(machine, () -> { });
    }

    /**
     * As {@link #load(Machine)}.
     *
     * @param beforeNative  run when the files are checked and the configuration is read, before the native library is
     *                      needed, so that a library that is being loaded meanwhile is not waited for sooner; once
     *                      more where a writer has replaced the version meanwhile
     */
    public Stored load(Machine machine, Runnable beforeNative) {
        return reader.ofCurrent(inUse -> reader.whole(inUse.version(), reader.manifest(inUse), machine, beforeNative));
    }

    /**
     * As {@link #load(Machine)}, for who holds the lock and will change few classes: statistics are read and checked
     * once they are asked for.
     */
    public Stored loadToChange(Machine machine) {
        CurrentFile.Current inUse = current.read();
        return reader.lazily(inUse.version(), reader.manifest(inUse), machine);
    }

    /**
     * The commits that led to the version in use, oldest first, and which of their versions are kept. A kept version of
     * which nothing is known is among them.
     *
     * @throws ModelFormatException when the history cannot be read
     */
    public List<HistoryEntry> history() {
        return reader.ofCurrent(this::history);
    }

    /**
     * SHA-256 of the image files that a class was learned from, as far as the history goes back.
     *
     * @throws ModelFormatException when the history cannot be read
     */
    public Set<String> learnedImages(String className) {
        return reader.ofCurrent(inUse -> History.learned(versions.of(inUse.version()), reader.manifest(inUse),
            className));
    }

    private List<HistoryEntry> history(CurrentFile.Current inUse) {
        SortedMap<Integer, Step> steps = new TreeMap<>();
        History.read(versions.of(inUse.version()), reader.manifest(inUse)).steps()
            .forEach(s -> steps.put(s.version(), s));
        try {
            List<Integer> kept = versions.kept(inUse.version());
            kept.forEach(version -> steps.putIfAbsent(version, Step.unknown(version)));
            Map<Integer, HistoryEntry.DiskUse> use = versions.diskUse(kept);
            return steps.values().stream().map(step -> new HistoryEntry(step, step.version() == inUse.version(),
                Optional.ofNullable(use.get(step.version())))).toList();
        } catch (IOException e) {
            throw ModelFormatException.unreadable(versions.path(), e);
        }
    }

    /**
     * Checks CURRENT, the manifest, every file's hash, that the model can be loaded, and its self-test.
     *
     * @param all  every kept version; otherwise the one in use
     * @return what was found; damage is not an exception
     * @throws ModelException when there is no model folder
     */
    public Verification verify(boolean all, Machine machine) {
        return new ModelVerification(current, versions, reader).verify(all, machine);
    }
}

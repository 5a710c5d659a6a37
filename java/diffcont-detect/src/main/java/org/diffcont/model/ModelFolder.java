package org.diffcont.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffcont.config.EmbeddingSettings;
import org.diffcont.config.Settings;
import org.diffcont.detect.DetectionModel;
import org.diffcont.detect.Detector;
import org.diffcont.error.BusyException;
import org.diffcont.error.ModelException;
import org.diffcont.error.OutputException;
import org.diffcont.error.UserException;
import org.diffcont.files.AtomicFiles;
import org.diffcont.error.ModelFormatException;
import org.diffcont.files.Sha256;
import org.diffcont.machine.Machine;
import org.diffcont.nativecore.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 *   statistics/000/00.safetensors, ...   a folder a class, in it a file for each model of its readings; and network/,
 *                           where the class has a network of its own
 *   whitening.safetensors   mean and inverse_std, where a reading needs them
 *   calibration.safetensors quantiles of the distances each class's threshold was set on
 *   router.safetensors      class means and shared covariance, where routing.rule uses them
 *   unet/, scheduler/       as diffusers reads them, where there is a network
 *   head.json, head.safetensors          its projector and classifier head
 *   reader/                 the network that reads images, where that is another one; the same files
 *   exemplars/000.safetensors, ...       stored images of each class, where the strategy stores some
 *   exemplars/000.outputs.safetensors    what the network said of them, where the strategy asks
 *   anchor/                 how much each weight matters and where it is held, where the strategy holds weights
 * </pre>
 */
public final class ModelFolder {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFolder.class);
    private static final String CURRENT = "CURRENT";
    static final String CONFIG = "config.yaml";
    private static final String SELF_TEST = "self-test";

    private final Path folder;
    private final VersionFolders versions;

    public ModelFolder(Path folder) {
        this.folder = folder;
        this.versions = new VersionFolders(folder);
    }

    /**
     * A model read from its folder. Closing it closes the model.
     *
     * @param files          its version's folder, in which modules above find what they attached
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
        return Files.isRegularFile(folder.resolve(CURRENT));
    }

    /** What the file CURRENT says. */
    private record Current(int version, String manifestSha256) {
        private static final Pattern TEXT = Pattern.compile("(\\d{4,9}) ([0-9a-f]{64})\n");
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
        return current().version();
    }

    private Current current() {
        requireFolder();
        Path file = folder.resolve(CURRENT);
        try {
            Matcher text = Current.TEXT.matcher(Files.readString(file));
            if (!text.matches()) {
                throw new ModelFormatException(file, "it does not hold a version number and a SHA-256");
            }
            return new Current(Integer.parseInt(text.group(1)), text.group(2));
        } catch (IOException e) {
            throw ModelFormatException.unreadable(file, e);
        }
    }

    private void requireFolder() {
        if (!Files.isDirectory(folder)) {
            throw new ModelException("there is no model folder " + folder
                + "; give the folder that learn or benchmark wrote (a run's is RUN/model)");
        }
    }

    /** Folder of the version in use. */
    public Path currentPath() {
        return versions.of(currentVersion());
    }

    /**
     * Holds the folder for writing until closed.
     *
     * @throws BusyException when another process, or this one, holds it already
     */
    public Lock lock() {
        AtomicFiles.createFolder(folder);
        FileChannel channel = null;
        boolean held = false;
        try {
            channel = FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            held = tryLock(channel);
            if (!held) {
                throw new BusyException("the model folder " + folder
                    + " is being written by another process; wait until it is done");
            }
            FileChannel locked = channel;
            return () -> closeQuietly(locked);
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(folder, e);
        } finally {
            if (channel != null && !held) {
                closeQuietly(channel);
            }
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException ignored) {
            // Nothing was written through the lock's file, so nothing is lost; the process's end frees it.
        }
    }

    /**
     * Writes a new version and makes it the current one; then deletes older ones as {@code run.keep_checkpoints} and
     * {@code run.max_bytes} say. The caller holds the lock.
     *
     * @param attachment  what goes along with the model
     * @throws OutputException when it cannot be written; the version in use before is still in use
     */
    public void commit(DetectionModel model, Settings settings, Machine machine, Origin origin,
            Attachment attachment) {
        commit(model, settings, origin, attachment, SelfTest.of(model, settings, machine));
    }

    /** As above; what goes along with the version in use goes along with the new one too. */
    public void commit(DetectionModel model, Settings settings, Machine machine, Origin origin) {
        commit(model, settings, machine, origin, exists() ? carried(currentPath(), manifest(current()), settings)
            : version -> { });
    }

    /** The files of a version that detection does not write by itself. */
    private static Attachment carried(Path from, Manifest manifest, Settings settings) {
        return version -> manifest.files().keySet().stream().filter(name -> !OwnFiles.has(name, settings))
            .forEach(name -> {
                manifest.check(from, name);
                Path copy = Manifest.inside(version, name);
                AtomicFiles.createFolder(copy.getParent());
                try {
                    AtomicFiles.link(copy, from.resolve(name));
                } catch (IOException e) {
                    throw AtomicFiles.cannotWrite(copy, e);
                }
            });
    }

    /**
     * Makes a kept version the current one again, as a new version. The caller holds the lock.
     *
     * @param software  program and version that does it, for the history
     * @throws ModelException when there is no such version, or it is damaged; the model is then as it was
     */
    public void rollback(int to, String software, Machine machine) {
        Current current = current();
        requireKept(to, current.version());
        if (to == current.version()) {
            throw new ModelException("version " + to + " of the model " + folder + " is in use already; choose another "
                + "of those that history --model " + folder + " shows");
        }
        Manifest manifest = manifest(current, to);
        try (Stored stored = load(to, manifest, machine, () -> { })) {
            commit(stored.model(), stored.settings(), Origin.rollback(software, to),
                carried(versions.of(to), manifest, stored.settings()), manifest.lists(SelfTest.FILE)
                    ? SelfTest.read(versions.of(to)) : SelfTest.of(stored.model(), stored.settings(), machine));
        }
    }

    private void requireKept(int version, int current) {
        try {
            List<Integer> kept = versions.kept(current);
            if (!kept.contains(version)) {
                throw new ModelException("the model " + folder + " has no version " + version + "; kept: "
                    + kept.stream().map(String::valueOf).collect(Collectors.joining(", ")));
            }
        } catch (IOException e) {
            throw ModelFormatException.unreadable(versions.path(), e);
        }
    }

    private void commit(DetectionModel model, Settings settings, Origin origin, Attachment attachment,
            SelfTest selfTest) {
        Current before = exists() ? current() : null;
        Manifest manifestBefore = before == null ? null : manifest(before);
        int next = before == null ? 1 : before.version() + 1;
        Path beside = versions.writing(next);
        String manifestSha256;
        AtomicFiles.createFolder(versions.path());
        try {
            AtomicFiles.createFolder(beside);
            writeFiles(beside, model, settings, selfTest);
            attachment.write(beside);
            History.write(beside, next, origin, settings, before == null ? null : versions.of(before.version()),
                manifestBefore, before == null ? null : before.manifestSha256());
            Manifest manifest = Manifest.of(beside, model.experiences());
            ModelJson.write(beside.resolve(Manifest.FILE), manifest);
            manifestSha256 = Sha256.of(beside.resolve(Manifest.FILE));
            versions.shareFiles(beside, manifest, next - 1);
            versions.publish(beside, next);
        } catch (IOException e) {
            discard(beside, e);
            throw AtomicFiles.cannotWrite(versions.of(next), e);
        } catch (RuntimeException | Error e) {
            discard(beside, e);
            throw e;
        }
        AtomicFiles.write(folder.resolve(CURRENT), String.format(Locale.ROOT, "%04d %s\n", next, manifestSha256));
        try {
            versions.sweep();
            AtomicFiles.sweep(folder.resolve(CURRENT));
            versions.bound(next, settings.run().keepCheckpoints(), settings.run().maxBytes());
        } catch (IOException | OutputException e) {
            LOG.warn("model {} is committed, but older versions could not be deleted: {}", versions.of(next),
                e.getMessage());
        }
    }

    private static void writeFiles(Path version, DetectionModel model, Settings settings, SelfTest selfTest) {
        DetectorFiles.write(version, model.detector());
        AtomicFiles.write(version.resolve(CONFIG), settings.toYaml());
        ModelJson.write(version.resolve(SelfTest.FILE), selfTest);
        model.network().ifPresent(network -> NetworkFolder.save(OwnFiles.networkFolder(version, settings), network));
    }

    /** Removes an unfinished version; a failure to do so must not hide why it is unfinished. */
    private static void discard(Path unfinished, Throwable reason) {
        try {
            AtomicFiles.deleteFolder(unfinished);
        } catch (OutputException e) {
            reason.addSuppressed(e);
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
        return ofCurrent(current -> load(current.version(), manifest(current), machine, beforeNative));
    }

    /** What is read of the version in use; once more where a writer has replaced, and perhaps deleted, it meanwhile. */
    private <T> T ofCurrent(Function<Current, T> read) {
        Current current = current();
        while (true) {
            try {
                return read.apply(current);
            } catch (UserException e) {
                Current now = current();
                if (now.equals(current)) {
                    throw e;
                }
                current = now;
            }
        }
    }

    private Stored load(int version, Manifest manifest, Machine machine, Runnable beforeNative) {
        Path current = versions.of(version);
        manifest.check(current);
        for (String needed : List.of(CONFIG, DetectorFiles.DETECTOR)) {
            if (!manifest.lists(needed)) {
                throw new ModelFormatException(current.resolve(Manifest.FILE), "it does not list " + needed);
            }
        }
        Settings settings = Settings.readYaml(current.resolve(CONFIG));
        beforeNative.run();
        Detector detector = DetectorFiles.read(current, settings, machine);
        try {
            Optional<Network> network = settings.readsNetwork() && detector.classes().stream()
                .noneMatch(c -> c.statistics().ownNetwork().isPresent())
                ? Optional.of(NetworkFolder.open(OwnFiles.networkFolder(current, settings), machine)) : Optional.empty();
            try {
                if (settings.embedding().network() != EmbeddingSettings.Network.FIRST) {
                    network.ifPresent(n -> requireClasses(n.config().classCount(), detector, current));
                }
                return new Stored(version, new DetectionModel(detector, network, manifest.experiences()), settings,
                    current, manifest.files().keySet().stream().anyMatch(name -> !OwnFiles.has(name, settings)));
            } catch (RuntimeException | Error e) {
                network.ifPresent(Network::close);
                throw e;
            }
        } catch (RuntimeException | Error e) {
            detector.close();
            throw e;
        }
    }

    private static void requireClasses(int classes, Detector detector, Path current) {
        if (classes != detector.classes().size()) {
            throw new ModelFormatException(current.resolve(DetectorFiles.DETECTOR), "it has "
                + detector.classes().size() + " classes, the network " + classes);
        }
    }

    private Manifest manifest(Current current) {
        return Manifest.read(versions.of(current.version()), current.manifestSha256());
    }

    /** The manifest of a kept version, checked against what later versions say of it. */
    private Manifest manifest(Current current, int version) {
        if (version == current.version()) {
            return manifest(current);
        }
        String sha256 = History.read(versions.of(current.version()), manifest(current)).steps().stream()
            .filter(step -> step.version() == version).map(Step::manifestSha256).filter(Objects::nonNull).findFirst()
            .orElse(null);
        return Manifest.read(versions.of(version), sha256);
    }

    /**
     * The commits that led to the version in use, oldest first, and which of their versions are kept. A kept version of
     * which nothing is known is among them.
     *
     * @throws ModelFormatException when the history cannot be read
     */
    public List<HistoryEntry> history() {
        return ofCurrent(this::history);
    }

    private List<HistoryEntry> history(Current current) {
        SortedMap<Integer, Step> steps = new TreeMap<>();
        History.read(versions.of(current.version()), manifest(current)).steps().forEach(s -> steps.put(s.version(), s));
        try {
            List<Integer> kept = versions.kept(current.version());
            kept.forEach(version -> steps.putIfAbsent(version, Step.unknown(version)));
            Map<Integer, HistoryEntry.DiskUse> use = versions.diskUse(kept);
            return steps.values().stream().map(step -> new HistoryEntry(step, step.version() == current.version(),
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
        while (true) {
            List<Verification.Check> checks = new ArrayList<>();
            requireFolder();
            Optional<Current> current = check(checks, 0, CURRENT, this::current, c -> "names version " + c.version());
            if (current.isPresent()) {
                versionsToVerify(current.get(), all).forEach(version -> verify(current.get(), version, machine, checks));
            }
            Verification found = new Verification(checks);
            if (found.passed() || current.isEmpty() || current().equals(current.get())) {
                return found;
            }
            // A writer has replaced what was being checked.
        }
    }

    private List<Integer> versionsToVerify(Current current, boolean all) {
        try {
            return all ? versions.kept(current.version()).reversed() : List.of(current.version());
        } catch (IOException e) {
            throw ModelFormatException.unreadable(versions.path(), e);
        }
    }

    private void verify(Current current, int version, Machine machine, List<Verification.Check> checks) {
        Path place = versions.of(version);
        Optional<Manifest> manifest = check(checks, version, Manifest.FILE, () -> manifest(current, version),
            m -> "lists " + m.files().size() + " files");
        if (manifest.isEmpty()) {
            return;
        }
        int before = checks.size();
        for (String name : manifest.get().files().keySet()) {
            try {
                manifest.get().check(place, name);
            } catch (ModelFormatException e) {
                checks.add(new Verification.Check(version, name, Verification.Result.FAILED, e.getMessage()));
            }
        }
        if (checks.size() > before) {
            return;
        }
        checks.add(new Verification.Check(version, "files", Verification.Result.PASSED, manifest.get().files().size()
            + " files, " + manifest.get().bytes() + " bytes, have the sizes and SHA-256 of the manifest"));
        Optional<Stored> stored = check(checks, version, "model", () -> load(version, manifest.get(), machine, () -> { }),
            s -> "loads; it knows " + String.join(", ", s.model().classNames()));
        if (stored.isPresent()) {
            try (Stored model = stored.get()) {
                checks.add(selfTest(version, manifest.get(), model, machine));
            }
        }
    }

    private Verification.Check selfTest(int version, Manifest manifest, Stored stored, Machine machine) {
        Path place = versions.of(version);
        if (!manifest.lists(SelfTest.FILE)) {
            return new Verification.Check(version, SELF_TEST, Verification.Result.SKIPPED, "the version has none");
        }
        try {
            SelfTest test = SelfTest.read(place);
            if (test.probes().isEmpty()) {
                return new Verification.Check(version, SELF_TEST, Verification.Result.SKIPPED, "it has no images "
                    + "(run.self_test_images = 0)");
            }
            SelfTest.Comparison comparison = test.compare(stored.model(), stored.settings(),
                machine);
            return comparison.fault() != null
                ? new Verification.Check(version, SELF_TEST, Verification.Result.FAILED, comparison.fault())
                : new Verification.Check(version, SELF_TEST, Verification.Result.PASSED, String.format(Locale.ROOT,
                    "%d images go to the same classes; distances differ by %.1e at most, %.0e is allowed",
                    test.probes().size(), comparison.deviation(), SelfTest.TOLERANCE));
        } catch (ModelFormatException e) {
            return new Verification.Check(version, SELF_TEST, Verification.Result.FAILED, e.getMessage());
        }
    }

    /** Does what may find damage, and notes how it ended. */
    private static <T> Optional<T> check(List<Verification.Check> checks, int version, String subject,
            Supplier<T> check, Function<T, String> detail) {
        try {
            T value = check.get();
            checks.add(new Verification.Check(version, subject, Verification.Result.PASSED, detail.apply(value)));
            return Optional.of(value);
        } catch (UserException e) {
            checks.add(new Verification.Check(version, subject, Verification.Result.FAILED, e.getMessage()));
            return Optional.empty();
        }
    }
}

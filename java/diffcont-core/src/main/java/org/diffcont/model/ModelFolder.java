package org.diffcont.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.diffcont.config.EmbeddingSettings;
import org.diffcont.config.Settings;
import org.diffcont.detect.Detector;
import org.diffcont.error.ModelException;
import org.diffcont.error.OutputException;
import org.diffcont.error.UserException;
import org.diffcont.files.AtomicFiles;
import org.diffcont.files.ModelFormatException;
import org.diffcont.nativecore.Network;
import org.diffcont.strategy.LearnerState;
import org.diffcont.strategy.Precisions;
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
 *   detector.json           classes with their readings, tails and thresholds
 *   statistics/000/00.safetensors, ...   a folder a class, in it a file for each model of its readings
 *   whitening.safetensors   mean and inverse_std, where a reading needs them
 *   calibration.safetensors quantiles of the distances each class's threshold was set on
 *   router.safetensors      class means and shared covariance, where routing.rule uses them
 *   unet/, scheduler/       as diffusers reads them, where there is a network
 *   head.json, head.safetensors          its projector and classifier head
 *   reader/                 the network that reads images, where that is another one; the same files
 * </pre>
 */
public final class ModelFolder {
    static final int FORMAT = 2;
    private static final Logger LOG = LoggerFactory.getLogger(ModelFolder.class);
    private static final String CURRENT = "CURRENT";
    private static final String MANIFEST = "manifest.json";
    private static final String READER = "reader";
    private static final JsonMapper JSON = JsonMapper.builder()
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Path folder;

    public ModelFolder(Path folder) {
        this.folder = folder;
    }

    record Manifest(int format, String software, int experiences, Map<String, FileEntry> files) {
    }

    record FileEntry(long bytes, String sha256) {
    }

    /** A model read from its folder. */
    public record Stored(LearnerState state, Settings settings) {
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

    /** Number of the version in use. */
    public int currentVersion() {
        return current().version();
    }

    private Current current() {
        Path file = folder.resolve(CURRENT);
        if (!Files.isDirectory(folder)) {
            throw new ModelException("there is no model folder " + folder
                + "; give the folder that learn or benchmark wrote (a run's is RUN/model)");
        }
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

    /** Folder of the version in use. */
    public Path currentPath() {
        return version(currentVersion());
    }

    private Path version(int number) {
        return folder.resolve("versions").resolve(String.format(Locale.ROOT, "%04d", number));
    }

    /** Holds the folder for writing until closed; a second writer is refused. */
    public Lock lock() {
        AtomicFiles.createFolder(folder);
        FileChannel channel = null;
        boolean held = false;
        try {
            channel = FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            held = tryLock(channel);
            if (!held) {
                throw new UserException("the model folder " + folder
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
     * Writes a new version and makes it the current one; older versions beyond {@code keep} are then deleted.
     *
     * @throws UserException when it cannot be written; the version in use before is still in use
     */
    public void commit(LearnerState state, Settings settings, int keep) {
        int next = exists() ? currentVersion() + 1 : 1;
        Path target = version(next);
        Path beside = target.resolveSibling(String.format(Locale.ROOT, ".writing-%04d-%d", next,
            ProcessHandle.current().pid()));
        String manifestSha256;
        AtomicFiles.createFolder(target.getParent());
        try {
            AtomicFiles.createFolder(beside);
            DetectorFiles.write(beside, state.detector());
            AtomicFiles.write(beside.resolve("config.yaml"), settings.toYaml());
            state.network().ifPresent(network -> NativeFiles.saving(beside, () -> network.save(beside)));
            if (state.hasOwnReader()) {
                Path reader = beside.resolve(READER);
                AtomicFiles.createFolder(reader);
                NativeFiles.saving(reader, () -> state.reader().get().save(reader));
            }
            AtomicFiles.write(beside.resolve(MANIFEST), JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsString(new Manifest(FORMAT, "diffcont", state.experiences(), entries(beside))) + "\n");
            manifestSha256 = sha256(beside.resolve(MANIFEST));
            AtomicFiles.deleteFolder(target);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            AtomicFiles.syncFolder(target.getParent());
        } catch (IOException e) {
            discard(beside, e);
            throw AtomicFiles.cannotWrite(target, e);
        } catch (RuntimeException | Error e) {
            discard(beside, e);
            throw e;
        }
        AtomicFiles.write(folder.resolve(CURRENT), String.format(Locale.ROOT, "%04d %s\n", next, manifestSha256));
        try {
            deleteOld(next, Math.max(1, keep));
        } catch (IOException | OutputException e) {
            LOG.warn("model {} is committed, but older versions could not be deleted: {}", target, e.getMessage());
        }
    }

    /** Removes an unfinished version; a failure to do so must not hide why it is unfinished. */
    private static void discard(Path unfinished, Throwable reason) {
        try {
            AtomicFiles.deleteFolder(unfinished);
        } catch (OutputException e) {
            reason.addSuppressed(e);
        }
    }

    private void deleteOld(int current, int keep) throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("versions"))) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                boolean old = name.matches("\\d{4,9}") && Integer.parseInt(name) <= current - keep;
                if (old || name.startsWith(".writing-")) {
                    AtomicFiles.deleteFolder(entry);
                }
            }
        }
    }

    /**
     * Reads the version in use; the manifest is checked against CURRENT, and every file's size and SHA-256 against the
     * manifest, before anything else is read.
     *
     * @throws ModelFormatException naming the file that is missing, damaged or does not fit the others
     */
    public Stored load() {
        Current inUse = current();
        Path current = version(inUse.version());
        Manifest manifest = manifest(current, inUse.manifestSha256());
        for (Map.Entry<String, FileEntry> entry : manifest.files().entrySet()) {
            check(current, entry.getKey(), entry.getValue());
        }
        for (String needed : List.of("config.yaml", DetectorFiles.DETECTOR)) {
            if (!manifest.files().containsKey(needed)) {
                throw new ModelFormatException(current.resolve(MANIFEST), "it does not list " + needed);
            }
        }
        Settings settings = Settings.readYaml(current.resolve("config.yaml"));
        Detector detector = DetectorFiles.read(current, settings);
        List<Network> opened = new ArrayList<>();
        try {
            Optional<Network> network = settings.hasNetwork() ? Optional.of(open(current, settings, opened))
                : Optional.empty();
            network.ifPresent(n -> requireClasses(n.config().classCount(), detector, current));
            Optional<Network> reader = settings.embedding().network() == EmbeddingSettings.Network.FIRST
                ? network.map(_ -> open(current.resolve(READER), settings, opened)) : network;
            return new Stored(new LearnerState(network, reader, detector, manifest.experiences()), settings);
        } catch (RuntimeException | Error e) {
            opened.forEach(Network::close);
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

    private static Network open(Path folder, Settings settings, List<Network> opened) {
        Network network = NativeFiles.loading(folder, () -> Network.load(folder));
        opened.add(network);
        network.setPrecision(Precisions.of(settings));
        return network;
    }

    private static Manifest manifest(Path current, String sha256) {
        Path file = current.resolve(MANIFEST);
        try {
            if (!sha256(file).equals(sha256)) {
                throw new ModelFormatException(file, "its content is not what CURRENT says (SHA-256 differs)");
            }
            Manifest manifest = JSON.readValue(file.toFile(), Manifest.class);
            if (manifest.format() != FORMAT) {
                throw new ModelFormatException(file, "its format is " + manifest.format() + ", this version reads "
                    + FORMAT);
            }
            if (manifest.files() == null) {
                throw new ModelFormatException(file, "it lists no files");
            }
            return manifest;
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(file, "it is not a manifest: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw ModelFormatException.unreadable(file, e);
        }
    }

    private static void check(Path current, String name, FileEntry entry) {
        Path file = inside(current, name);
        if (file == null || entry == null) {
            throw new ModelFormatException(current.resolve(MANIFEST), "it lists a file that is not inside the "
                + "model, or says nothing about it: " + name);
        }
        try {
            long bytes = Files.size(file);
            if (bytes != entry.bytes()) {
                throw new ModelFormatException(file, "it has " + bytes + " bytes, the manifest says " + entry.bytes());
            }
            if (!sha256(file).equals(entry.sha256())) {
                throw new ModelFormatException(file, "its content is not what the manifest says (SHA-256 differs)");
            }
        } catch (IOException e) {
            throw ModelFormatException.unreadable(file, e);
        }
    }

    /** The file that a manifest's entry means, or null when that is not inside the version's folder. */
    private static Path inside(Path current, String name) {
        try {
            Path file = current.resolve(name).normalize();
            return file.startsWith(current.normalize()) && !Path.of(name).isAbsolute() ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static Map<String, FileEntry> entries(Path root) throws IOException {
        Map<String, FileEntry> entries = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (!name.equals(MANIFEST)) {
                    entries.put(name, new FileEntry(Files.size(file), sha256(file)));
                }
            }
        }
        return entries;
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

package org.diffcont.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.diffcont.files.AtomicFiles;
import org.diffcont.error.ModelFormatException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders of a model's versions: names, which there are, what they take on disk. A folder with a version's name is
 * always whole: versions come and go by a rename.
 */
final class VersionFolders {
    private static final Logger LOG = LoggerFactory.getLogger(VersionFolders.class);
    private static final String NAME = "\\d{4,9}";
    /** Sharing smaller files frees hardly a block, and someone may edit a text file by hand. */
    private static final long SMALLEST_SHARED = 4096;
    private static final String WRITING = ".writing-";
    private static final String DELETING = ".deleting-";

    private final Path folder;

    VersionFolders(Path model) {
        this.folder = model.resolve("versions");
    }

    Path path() {
        return folder;
    }

    Path of(int version) {
        return folder.resolve(String.format(Locale.ROOT, "%04d", version));
    }

    /** Where a version is written before it gets its name. */
    Path writing(int version) {
        return folder.resolve(String.format(Locale.ROOT, "%s%04d-%d", WRITING, version,
            ProcessHandle.current().pid()));
    }

    /** Numbers of the versions up to {@code current}, ascending; later ones were never in use. */
    List<Integer> kept(int current) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(e -> e.getFileName().toString()).filter(name -> name.matches(NAME))
                .map(Integer::valueOf).filter(number -> number <= current).sorted().toList();
        }
    }

    /** Gives a finished version its name, durably; a leftover of that name makes room. */
    void publish(Path written, int version) throws IOException {
        try (Stream<Path> folders = Files.walk(written)) {
            for (Path inner : folders.filter(Files::isDirectory).toList()) {
                AtomicFiles.syncFolder(inner);
            }
        }
        delete(version);
        Files.move(written, of(version), StandardCopyOption.ATOMIC_MOVE);
        AtomicFiles.syncFolder(folder);
    }

    private void delete(int version) throws IOException {
        if (Files.exists(of(version))) {
            Path doomed = folder.resolve(DELETING + of(version).getFileName());
            AtomicFiles.deleteFolder(doomed);
            Files.move(of(version), doomed, StandardCopyOption.ATOMIC_MOVE);
            AtomicFiles.deleteFolder(doomed);
        }
    }

    /** Removes what stopped writers left. */
    void sweep() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (name.startsWith(WRITING) || name.startsWith(DELETING)) {
                    AtomicFiles.deleteFolder(entry);
                }
            }
        }
    }

    /** Deletes the oldest versions until {@code keep} or fewer are left that take at most {@code maxBytes}. */
    void bound(int current, int keep, long maxBytes) throws IOException {
        List<Integer> kept = new ArrayList<>(kept(current));
        while (kept.size() > 1 && (kept.size() > keep || bytes(kept) > maxBytes)) {
            delete(kept.removeFirst());
        }
    }

    /** Bytes of some versions' files together, a file that several share counted once. */
    private long bytes(List<Integer> versions) throws IOException {
        Set<Object> seen = new HashSet<>();
        long bytes = 0;
        for (int version : versions) {
            for (Map.Entry<Object, Long> file : files(version).entrySet()) {
                bytes += seen.add(file.getKey()) ? file.getValue() : 0;
            }
        }
        return bytes;
    }

    /** What each version takes; nothing for one that a writer has just deleted. */
    Map<Integer, HistoryEntry.DiskUse> diskUse(List<Integer> versions) throws IOException {
        Map<Integer, Map<Object, Long>> files = new HashMap<>();
        Map<Object, Integer> owners = new HashMap<>();
        for (int version : versions) {
            try {
                files.put(version, files(version));
            } catch (NoSuchFileException deleted) {
                continue;
            }
            files.get(version).keySet().forEach(key -> owners.merge(key, 1, Integer::sum));
        }
        Map<Integer, HistoryEntry.DiskUse> use = new HashMap<>();
        files.forEach((version, keys) -> use.put(version, new HistoryEntry.DiskUse(
            keys.values().stream().mapToLong(Long::longValue).sum(), keys.entrySet().stream()
                .filter(e -> owners.get(e.getKey()) == 1).mapToLong(Map.Entry::getValue).sum())));
        return use;
    }

    /** Identity of each of a version's files, the same for hard links to one file, to its bytes. */
    private Map<Object, Long> files(int version) throws IOException {
        Map<Object, Long> files = new HashMap<>();
        try (Stream<Path> walk = Files.walk(of(version))) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                files.put(attributes.fileKey() == null ? file : attributes.fileKey(), attributes.size());
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return files;
    }

    /**
     * Replaces larger files of a new version that kept versions hold already by hard links to those. The bytes are
     * compared, so damage in an old file does not spread. Where links are not possible the copies stay.
     */
    void shareFiles(Path written, Manifest manifest, int current) throws IOException {
        Map<Manifest.Entry, Path> known = new HashMap<>();
        for (int version : kept(current)) {
            known.putAll(entries(of(version)));
        }
        for (Map.Entry<String, Manifest.Entry> entry : manifest.files().entrySet()) {
            Path same = known.get(entry.getValue());
            if (same != null && entry.getValue().bytes() >= SMALLEST_SHARED) {
                share(written.resolve(entry.getKey()), same);
            }
        }
    }

    /** What the files of a version should be; nothing where its manifest is damaged. */
    private static Map<Manifest.Entry, Path> entries(Path version) {
        Map<Manifest.Entry, Path> entries = new HashMap<>();
        try {
            ModelJson.read(version.resolve(Manifest.FILE), Manifest.class, "a manifest").files()
                .forEach((name, entry) -> {
                    Path file = Manifest.inside(version, name);
                    if (file != null) {
                        entries.put(entry, file);
                    }
                });
        } catch (ModelFormatException e) {
            LOG.warn("no file is shared with {}: {}", version, e.getMessage());
        }
        return entries;
    }

    private static void share(Path file, Path same) {
        Path link = file.resolveSibling("." + file.getFileName() + ".link");
        try {
            // One file already, where it was linked; renaming its second name onto its first would leave both.
            if (Files.isRegularFile(same, LinkOption.NOFOLLOW_LINKS) && !Files.isSameFile(file, same)
                    && Files.mismatch(file, same) == -1) {
                Files.createLink(link, same);
                Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("{} stays a copy of {}: {}", file, same, e.toString());
        }
    }
}

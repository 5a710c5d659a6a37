package org.diffcont.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.diffcont.error.ModelFormatException;
import org.diffcont.files.Sha256;

/**
 * manifest.json of a version: what its other files must be.
 *
 * @param format       of the model folder
 * @param software     what wrote it
 * @param experiences  learned so far
 * @param files        name, with {@code /} between folders, to size and hash
 */
record Manifest(int format, String software, int experiences, Map<String, Entry> files) {
    static final String FILE = "manifest.json";
    /** The format that is written and read. */
    static final int FORMAT = 4;

    /** @param sha256  of the content, in hexadecimal */
    record Entry(long bytes, String sha256) {
    }

    /**
     * The manifest of the files that are in {@code version} now.
     *
     * @param before    the version in use, whose files are not hashed again where they are linked; null for none
     * @param manifest  of {@code before}
     */
    static Manifest of(Path version, int experiences, Path before, Manifest manifest) throws IOException {
        Map<String, Entry> entries = new TreeMap<>();
        try (Stream<Path> files = Files.walk(version)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = version.relativize(file).toString().replace('\\', '/');
                if (name.equals(FILE)) {
                    continue;
                }
                boolean linked = manifest != null && manifest.lists(name) && Files.exists(before.resolve(name))
                    && Files.isSameFile(file, before.resolve(name));
                entries.put(name, linked ? manifest.files().get(name) : new Entry(Files.size(file), Sha256.of(file)));
            }
        }
        return new Manifest(FORMAT, "diffcont", experiences, entries);
    }

    /**
     * Reads a version's manifest.
     *
     * @param sha256  that it must have; null where nothing says it
     * @throws ModelFormatException when it is missing, damaged or of a format that cannot be read
     */
    static Manifest read(Path version, String sha256) {
        Path file = version.resolve(FILE);
        try {
            if (sha256 != null && !Sha256.of(file).equals(sha256)) {
                throw new ModelFormatException(file, "its content is not what CURRENT or a later version says "
                    + "(SHA-256 differs)");
            }
        } catch (IOException e) {
            throw ModelFormatException.unreadable(file, e);
        }
        Manifest manifest = ModelJson.read(file, Manifest.class, "a manifest");
        if (manifest.format() != FORMAT) {
            throw new ModelFormatException(file, "its format is " + manifest.format() + ", this version reads "
                + FORMAT + "; learn the model anew with this version, or use the version that wrote it");
        }
        if (manifest.files() == null) {
            throw new ModelFormatException(file, "it lists no files");
        }
        return manifest;
    }

    boolean lists(String name) {
        return files.containsKey(name);
    }

    /** Bytes of all files but this one. */
    long bytes() {
        return files.values().stream().mapToLong(Entry::bytes).sum();
    }

    /** Checks every file's size and hash; see {@link #check(Path, String)}. */
    void check(Path version) {
        checkLinks(version);
        files.keySet().forEach(name -> check(version, name));
    }

    /** As {@link #check(Path)}, but for the files whose names begin so. */
    void checkAllBut(Path version, String left) {
        checkLinks(version);
        files.keySet().stream().filter(name -> !name.startsWith(left)).forEach(name -> check(version, name));
    }

    private static void checkLinks(Path version) {
        try (Stream<Path> all = Files.walk(version)) {
            // Those that are not listed too: readers go by name.
            all.filter(Files::isSymbolicLink).findFirst().ifPresent(link -> {
                throw linked(link);
            });
        } catch (IOException e) {
            throw ModelFormatException.unreadable(version, e);
        } catch (UncheckedIOException e) {
            // So the stream says that a file went away under it, as in a version that a writer deletes.
            throw ModelFormatException.unreadable(version, e.getCause());
        }
    }

    /** A link could name any file of this machine, whose content would then be shown or copied. */
    private static ModelFormatException linked(Path file) {
        return new ModelFormatException(file, "it is a symbolic link, or lies behind one; a model's files are files of "
            + "its own folder");
    }

    /** @throws ModelFormatException when that file is missing, damaged or not inside {@code version} */
    void check(Path version, String name) {
        Path file = inside(version, name);
        Entry entry = files.get(name);
        if (file == null || entry == null) {
            throw new ModelFormatException(version.resolve(FILE), "it lists a file that is not inside the model, or "
                + "says nothing about it: " + name);
        }
        try {
            if (!file.toRealPath().equals(version.toRealPath().resolve(version.normalize().relativize(file)))) {
                throw linked(file);
            }
            long bytes = Files.size(file);
            if (bytes != entry.bytes()) {
                throw new ModelFormatException(file, "it has " + bytes + " bytes, the manifest says " + entry.bytes());
            }
            if (!Sha256.of(file).equals(entry.sha256())) {
                throw new ModelFormatException(file, "its content is not what the manifest says (SHA-256 differs)");
            }
        } catch (IOException e) {
            throw ModelFormatException.unreadable(file, e);
        }
    }

    /** The file that a name means, or null when that is not inside the version's folder. */
    static Path inside(Path version, String name) {
        try {
            Path file = version.resolve(name).normalize();
            return file.startsWith(version.normalize()) && !Path.of(name).isAbsolute() ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }
}

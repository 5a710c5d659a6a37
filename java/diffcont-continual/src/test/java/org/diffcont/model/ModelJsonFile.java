package org.diffcont.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.diffcont.files.Sha256;

/** Changes a file of a version as its manifest, and CURRENT, allow. */
final class ModelJsonFile {
    private final Path folder;
    private final int version;

    ModelJsonFile(Path folder) {
        this(folder, new ModelFolder(folder).currentVersion());
    }

    ModelJsonFile(Path folder, int version) {
        this.folder = folder;
        this.version = version;
    }

    private Path place() {
        return new VersionFolders(folder).of(version);
    }

    void replace(String name, Record content) throws IOException {
        Path file = folder.resolve("content.json");
        ModelJson.write(file, content);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        write(name, bytes, true);
    }

    /** @param current  whether the version is the one in use, so that CURRENT must agree */
    void write(String name, byte[] content, boolean current) throws IOException {
        Files.delete(place().resolve(name));
        Files.write(place().resolve(name), content);
        Manifest manifest = Manifest.read(place(), null);
        Map<String, Manifest.Entry> files = new TreeMap<>(manifest.files());
        files.put(name, new Manifest.Entry(content.length, Sha256.of(content)));
        ModelJson.write(place().resolve(Manifest.FILE), new Manifest(manifest.format(), manifest.software(),
            manifest.experiences(), files));
        if (current) {
            Files.writeString(folder.resolve("CURRENT"), String.format(Locale.ROOT, "%04d %s\n", version,
                Sha256.of(place().resolve(Manifest.FILE))));
        }
    }

    /** Makes the version in use not know the manifest of version {@code old}. */
    void forget(int old) throws IOException {
        List<Step> steps = new ArrayList<>();
        for (Step step : ModelJson.read(place().resolve(History.FILE), History.class, "a history").steps()) {
            steps.add(step.version() == old ? step.withManifest(null) : step);
        }
        replace(History.FILE, new History(steps));
    }
}

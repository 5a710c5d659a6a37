package org.diffcont.model;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.diffcont.config.EmbeddingSettings;
import org.diffcont.config.Settings;

/** Which files of a version detection writes by itself; all others belong to a module above. */
final class OwnFiles {
    private static final List<String> ALWAYS = List.of(ModelFolder.CONFIG, Manifest.FILE, History.FILE, History.IMAGES
        + "/", SelfTest.FILE, DetectorFiles.DETECTOR, DetectorFiles.STATISTICS + "/", DetectorFiles.WHITENING,
        DetectorFiles.ROUTER);
    /** A network that images are read with, and that learns no more. */
    private static final String READER = "reader";
    private static final List<String> NETWORK = List.of("unet/", "scheduler/", "head.json", "head.safetensors");

    private OwnFiles() {
    }

    /** Where the network is, or will be, that a version's images are read with. */
    static Path networkFolder(Path version, Settings settings) {
        return readsWithFirst(settings) ? version.resolve(READER) : version;
    }

    /** @param name  of a file, with {@code /} between folders */
    static boolean has(String name, Settings settings) {
        Stream<String> network = !settings.readsNetwork() ? Stream.of()
            : readsWithFirst(settings) ? Stream.of(READER + "/") : NETWORK.stream();
        return Stream.concat(ALWAYS.stream(), network)
            .anyMatch(own -> own.endsWith("/") ? name.startsWith(own) : name.equals(own));
    }

    private static boolean readsWithFirst(Settings settings) {
        return settings.embedding().network() == EmbeddingSettings.Network.FIRST;
    }
}

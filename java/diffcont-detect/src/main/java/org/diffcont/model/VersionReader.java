package org.diffcont.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.diffcont.config.EmbeddingSettings;
import org.diffcont.config.Settings;
import org.diffcont.detect.DetectionModel;
import org.diffcont.detect.Detector;
import org.diffcont.error.ModelFormatException;
import org.diffcont.error.UserException;
import org.diffcont.machine.Machine;
import org.diffcont.nativecore.Network;

/** Reads versions of a model. Takes no lock: a reader whose version is deleted meanwhile reads the next one. */
final class VersionReader {
    private final CurrentFile current;
    private final VersionFolders versions;

    VersionReader(CurrentFile current, VersionFolders versions) {
        this.current = current;
        this.versions = versions;
    }

    /** What is read of the version in use; once more where a writer has replaced, and perhaps deleted, it meanwhile. */
    <T> T ofCurrent(Function<CurrentFile.Current, T> read) {
        CurrentFile.Current before = current.read();
        while (true) {
            try {
                return read.apply(before);
            } catch (UserException e) {
                CurrentFile.Current now = current.read();
                if (now.equals(before)) {
                    throw e;
                }
                before = now;
            }
        }
    }

    Manifest manifest(CurrentFile.Current of) {
        return Manifest.read(versions.of(of.version()), of.manifestSha256());
    }

    /** The manifest of a kept version, checked against what later versions say of it. */
    Manifest manifest(CurrentFile.Current inUse, int version) {
        if (version == inUse.version()) {
            return manifest(inUse);
        }
        String sha256 = History.read(versions.of(inUse.version()), manifest(inUse)).steps().stream()
            .filter(step -> step.version() == version).map(Step::manifestSha256).filter(Objects::nonNull).findFirst()
            .orElse(null);
        return Manifest.read(versions.of(version), sha256);
    }

    /** Reads a version whole; every file's size and hash are checked first. */
    ModelFolder.Stored whole(int version, Manifest manifest, Machine machine, Runnable beforeNative) {
        manifest.check(versions.of(version));
        ModelFolder.Stored stored = read(version, manifest, machine, beforeNative);
        try {
            stored.model().detector().classes().forEach(c -> c.statistics().open());
            return stored;
        } catch (RuntimeException | Error e) {
            stored.close();
            throw e;
        }
    }

    /** Reads a version, but each class's statistics only once they are asked for; they are checked then. */
    ModelFolder.Stored lazily(int version, Manifest manifest, Machine machine) {
        manifest.checkAllBut(versions.of(version), DetectorFiles.STATISTICS + "/");
        return read(version, manifest, machine, () -> { });
    }

    private ModelFolder.Stored read(int version, Manifest manifest, Machine machine, Runnable beforeNative) {
        Path folder = versions.of(version);
        for (String needed : List.of(ModelFolder.CONFIG, DetectorFiles.DETECTOR)) {
            if (!manifest.lists(needed)) {
                throw new ModelFormatException(folder.resolve(Manifest.FILE), "it does not list " + needed);
            }
        }
        Settings settings = Settings.readYaml(folder.resolve(ModelFolder.CONFIG));
        beforeNative.run();
        Detector detector = DetectorFiles.read(folder, manifest, settings, machine);
        try {
            return new ModelFolder.Stored(version, new DetectionModel(detector, network(folder, detector, settings,
                machine), manifest.experiences()), settings, folder, manifest.files().keySet().stream()
                    .anyMatch(name -> !OwnFiles.has(name, settings)));
        } catch (RuntimeException | Error e) {
            detector.close();
            throw e;
        }
    }

    private static Optional<Network> network(Path folder, Detector detector, Settings settings, Machine machine) {
        if (!settings.readsNetwork()
                || detector.classes().stream().anyMatch(c -> c.statistics().ownNetwork().isPresent())) {
            return Optional.empty();
        }
        Network network = NetworkFolder.open(OwnFiles.networkFolder(folder, settings), machine);
        int classes = network.config().classCount();
        if (settings.embedding().network() == EmbeddingSettings.Network.CURRENT
                && classes != detector.classes().size()) {
            network.close();
            throw new ModelFormatException(folder.resolve(DetectorFiles.DETECTOR), "it has "
                + detector.classes().size() + " classes, the network " + classes);
        }
        return Optional.of(network);
    }
}

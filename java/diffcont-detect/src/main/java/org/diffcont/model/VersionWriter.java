package org.diffcont.model;

import java.io.IOException;
import java.nio.file.Path;
import org.diffcont.config.Settings;
import org.diffcont.detect.DetectionModel;
import org.diffcont.error.OutputException;
import org.diffcont.files.AtomicFiles;
import org.diffcont.files.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a model's next version and makes it the one in use. The caller holds the lock. */
final class VersionWriter {
    private static final Logger LOG = LoggerFactory.getLogger(VersionWriter.class);

    private final CurrentFile current;
    private final VersionFolders versions;
    private final VersionReader reader;

    VersionWriter(CurrentFile current, VersionFolders versions, VersionReader reader) {
        this.current = current;
        this.versions = versions;
        this.reader = reader;
    }

    /**
     * Writes a version. What the one before has too is linked and neither written nor hashed again.
     *
     * @param before  the version that the model was made from; empty for a new model
     */
    void write(ModelFolder.Stored before, DetectionModel model, Settings settings, Origin origin,
            Attachment attachment, SelfTest selfTest) {
        CurrentFile.Current inUse = current.exists() ? current.read() : null;
        Manifest manifestInUse = inUse == null ? null : reader.manifest(inUse);
        Path folderInUse = inUse == null ? null : versions.of(inUse.version());
        int next = inUse == null ? 1 : inUse.version() + 1;
        Path beside = versions.writing(next);
        String manifestSha256;
        AtomicFiles.createFolder(versions.path());
        try {
            AtomicFiles.createFolder(beside);
            DetectorFiles.write(beside, model.detector(), before);
            AtomicFiles.write(beside.resolve(ModelFolder.CONFIG), settings.toYaml());
            ModelJson.write(beside.resolve(SelfTest.FILE), selfTest);
            model.network().ifPresent(network -> NetworkFolder.save(OwnFiles.networkFolder(beside, settings),
                network));
            attachment.write(beside);
            History.write(beside, next, origin, settings, folderInUse, manifestInUse,
                inUse == null ? null : inUse.manifestSha256());
            Manifest manifest = Manifest.of(beside, model.experiences(), folderInUse, manifestInUse);
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
        current.write(next, manifestSha256);
        sweep(next, settings);
    }

    private void sweep(int next, Settings settings) {
        try {
            versions.sweep();
            AtomicFiles.sweep(current.path());
            versions.bound(next, settings.run().keepCheckpoints(), settings.run().maxBytes());
        } catch (IOException | OutputException e) {
            LOG.warn("model {} is committed, but older versions could not be deleted: {}", versions.of(next),
                e.getMessage());
        }
    }

    /** The files of a version that detection does not write by itself. */
    static Attachment carried(Path from, Manifest manifest, Settings settings) {
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

    /** Removes an unfinished version; a failure to do so must not hide why it is unfinished. */
    private static void discard(Path unfinished, Throwable reason) {
        try {
            AtomicFiles.deleteFolder(unfinished);
        } catch (OutputException e) {
            reason.addSuppressed(e);
        }
    }
}

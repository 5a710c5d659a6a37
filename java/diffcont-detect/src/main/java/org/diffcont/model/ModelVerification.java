package org.diffcont.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.diffcont.detect.source.TrunkFile;
import org.diffcont.detect.source.Trunks;
import org.diffcont.error.ModelFormatException;
import org.diffcont.error.UserException;
import org.diffcont.machine.Machine;

/** Checks a model on disk: CURRENT, manifests, every file's hash, that it can be loaded, and its self-test. */
final class ModelVerification {
    private static final String SELF_TEST = "self-test";

    private final CurrentFile current;
    private final VersionFolders versions;
    private final VersionReader reader;

    ModelVerification(CurrentFile current, VersionFolders versions, VersionReader reader) {
        this.current = current;
        this.versions = versions;
        this.reader = reader;
    }

    /** @param all  every kept version; otherwise the one in use */
    Verification verify(boolean all, Machine machine) {
        while (true) {
            List<Verification.Check> checks = new ArrayList<>();
            current.requireFolder();
            Optional<CurrentFile.Current> inUse = check(checks, 0, CurrentFile.NAME, current::read,
                c -> "names version " + c.version());
            if (inUse.isPresent()) {
                versionsToVerify(inUse.get(), all).forEach(version -> verify(inUse.get(), version, machine, checks));
            }
            Verification found = new Verification(checks);
            if (found.passed() || inUse.isEmpty() || current.read().equals(inUse.get())) {
                return found;
            }
            // A writer has replaced what was being checked.
        }
    }

    private List<Integer> versionsToVerify(CurrentFile.Current inUse, boolean all) {
        try {
            return all ? versions.kept(inUse.version()).reversed() : List.of(inUse.version());
        } catch (IOException e) {
            throw ModelFormatException.unreadable(versions.path(), e);
        }
    }

    private void verify(CurrentFile.Current current, int version, Machine machine, List<Verification.Check> checks) {
        Path place = versions.of(version);
        Optional<Manifest> manifest = check(checks, version, Manifest.FILE, () -> reader.manifest(current, version),
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
        Optional<ModelFolder.Stored> stored = check(checks, version, "model", () -> reader.whole(version, manifest.get(), machine,
            () -> { }),
            s -> "loads; it knows " + String.join(", ", s.model().classNames()));
        if (stored.isPresent()) {
            try (ModelFolder.Stored model = stored.get()) {
                if (model.settings().hasTrunk() && check(checks, version, "trunk",
                        () -> Trunks.find(model.settings().trunk()), TrunkFile::toString).isEmpty()) {
                    return;
                }
                checks.add(selfTest(version, manifest.get(), model, machine));
            }
        }
    }

    private Verification.Check selfTest(int version, Manifest manifest, ModelFolder.Stored stored, Machine machine) {
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

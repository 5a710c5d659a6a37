package org.diffcont.detect.source;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.diffcont.config.Settings;
import org.diffcont.config.TrunkSettings;
import org.diffcont.error.ConfigurationException;
import org.diffcont.error.ModelException;
import org.diffcont.error.UserException;
import org.diffcont.nativecore.BundledTrunk;

/** Finds the trunk that settings mean, and sees to it that it stays the same for a model. */
public final class Trunks {
    private static final String HOW_TO_GET_ONE = "run third_party/fetch where there is a network and build anew, or take "
        + "the native libraries' jar or the edge image, which have it; trunk.file may also name a file";

    private Trunks() {
    }

    /**
     * As {@link Settings#read(String, String, Path, Map)}; where the bundled trunk is not there and the profile has
     * another that reads none, with that.
     *
     * @param say  is told so, in one line
     */
    public static Settings settings(String profile, String detector, Path file, Map<String, String> overrides,
            Consumer<String> say) {
        Settings settings = Settings.read(profile, detector, file, overrides);
        if (!settings.hasTrunk() || !settings.trunk().isBundled() || available(settings)) {
            return settings;
        }
        Map<String, String> without = new HashMap<>(overrides);
        without.put("trunk.file", TrunkSettings.NONE);
        Settings other = Settings.read(profile, detector, file, without);
        say.accept("The trunk, a pretrained network that the profile reads, is not there; images are read without it and "
            + "fewer defects will be found; " + HOW_TO_GET_ONE);
        return other;
    }

    /** Whether the trunk that these settings mean is there to be read; with {@code trunk.file = none} it is not. */
    public static boolean available(Settings settings) {
        try {
            find(settings.trunk());
            return true;
        } catch (UserException e) {
            return false;
        }
    }

    /**
     * The settings with the trunk's file as it is now: its absolute path, where it is not the bundled one, and, where
     * they have none yet, its SHA-256. Settings that read no trunk stay as they are.
     *
     * @throws ConfigurationException when the file cannot be read, or a source does not fit it
     */
    public static Settings pin(Settings settings) {
        if (!settings.hasTrunk()) {
            return settings;
        }
        TrunkSettings trunk = settings.trunk();
        TrunkFile file = find(trunk);
        sources(settings).forEach(source -> source.check(file, settings.data().imageSize()));
        return settings.with(Map.of(
            "trunk.file", trunk.isBundled() ? "" : file.path().toAbsolutePath().normalize().toString(),
            "trunk.sha256", trunk.sha256().isEmpty() ? file.sha256() : trunk.sha256()));
    }

    private static List<TrunkSource> sources(Settings settings) {
        return settings.sources().stream().map(FeatureSource::of).filter(TrunkSource.class::isInstance)
            .map(TrunkSource.class::cast).toList();
    }

    /**
     * The trunk's file.
     *
     * @throws ConfigurationException when there is none
     * @throws ModelException         when there is none, or another than the one that was pinned
     */
    public static TrunkFile find(TrunkSettings settings) {
        if (settings.isNone()) {
            throw new ConfigurationException("there is no trunk, for trunk.file = none; leave it empty to take the one "
                + "that comes with the native libraries");
        }
        Path path = settings.isBundled() ? bundled(settings) : path(settings);
        TrunkFile file;
        try {
            file = TrunkFile.read(path);
        } catch (IOException e) {
            throw missing(settings, settings.isBundled() ? path.toString() : "trunk.file = " + settings.file(),
                e instanceof NoSuchFileException ? "is not there" : "cannot be used: " + e.getMessage(), e);
        }
        if (!settings.sha256().isEmpty() && !file.sha256().equals(settings.sha256())) {
            throw new ModelException("the trunk " + path + " (" + file.name() + ") is not the one that was learned "
                + "with: its SHA-256 is " + file.sha256() + ", not trunk.sha256 = " + settings.sha256()
                + "; name that one with trunk.file, or begin a new model");
        }
        return file;
    }

    private static Path bundled(TrunkSettings settings) {
        return BundledTrunk.find().orElseThrow(() -> missing(settings, "the trunk", "is not there: " + (
            BundledTrunk.places().isEmpty() ? "the native library that it comes with cannot be loaded"
                : "there is no " + BundledTrunk.places().stream().map(Path::toString)
                    .collect(Collectors.joining(" and no "))), null));
    }

    private static Path path(TrunkSettings settings) {
        try {
            return Path.of(settings.file());
        } catch (InvalidPathException e) {
            throw new ConfigurationException("trunk.file = " + settings.file() + " is no path: " + e.getReason(), e);
        }
    }

    private static UserException missing(TrunkSettings settings, String subject, String problem, Exception cause) {
        String message = subject + " " + problem + "; ";
        return settings.sha256().isEmpty() ? new ConfigurationException(message + HOW_TO_GET_ONE, cause)
            : new ModelException(message + "the model was learned with the one of SHA-256 " + settings.sha256() + ": "
                + HOW_TO_GET_ONE, cause);
    }
}

package org.diffcont.nativecore.loader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Where bundled libraries may be unpacked, best first: the folder that the user named, alone; else the user's cache
 * folder, then one of the user's own below the folder for temporary files.
 */
final class CachePlaces {
    static final String PROPERTY = "diffcont.cache";
    static final String VARIABLE = "DIFFCONT_CACHE";

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private CachePlaces() {
    }

    static List<Path> of(Properties properties, Map<String, String> environment) {
        String named = properties.getProperty(PROPERTY, environment.getOrDefault(VARIABLE, ""));
        if (!named.isBlank()) {
            return List.of(Path.of(named).toAbsolutePath().normalize());
        }
        List<Path> places = new ArrayList<>();
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        String home = properties.getProperty("user.home", "");
        if (!caches.isBlank()) {
            places.add(Path.of(caches, "diffcont").toAbsolutePath());
        } else if (Path.of(home).isAbsolute()) {
            places.add(Path.of(home, ".cache", "diffcont"));
        }
        places.add(Path.of(properties.getProperty("java.io.tmpdir", "/tmp"),
                "diffcont-" + properties.getProperty("user.name", "user")).toAbsolutePath());
        return places;
    }

    /**
     * Makes the folder where it is missing, for this user alone.
     *
     * @throws LibraryFailure when someone else owns it or may write there, who could put another library there
     */
    static void prepare(Path place) throws IOException, LibraryFailure {
        if (!Files.isDirectory(place)) {
            Files.createDirectories(place.getParent());
            Files.createDirectories(place, PosixFilePermissions.asFileAttribute(PRIVATE));
        }
        requireTrusted(place);
    }

    /** @throws LibraryFailure when someone else could have put something there */
    static void requireTrusted(Path place) throws IOException, LibraryFailure {
        Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(place);
        if (allowed.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new LibraryFailure("everybody may write to " + place + ", so anybody could put another library "
                    + "there; remove it, or take that right away (chmod o-w)");
        }
        String owner = Files.getOwner(place, LinkOption.NOFOLLOW_LINKS).getName();
        String self = Files.getOwner(Path.of("/proc/self")).getName();
        if (!owner.equals(self) && !owner.equals("root")) {
            throw new LibraryFailure(place + " belongs to " + owner + ", not to this process's user " + self
                    + "; choose a folder of its own with -D" + PROPERTY + "=FOLDER or " + VARIABLE);
        }
    }
}

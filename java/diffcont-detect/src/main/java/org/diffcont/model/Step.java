package org.diffcont.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One commit in a model's history.
 *
 * @param version         that it made
 * @param action          as {@link Origin#action}; {@link #UNKNOWN} for a version that does not say
 * @param time            in UTC, ISO 8601; null where unknown
 * @param software        program and version; null where unknown
 * @param classes         the classes concerned
 * @param rolledBackTo    the version made current again; null for any other action
 * @param note            why, where somebody said so; else null
 * @param settings        keys that differ from the defaults of {@code software}, with their values
 * @param manifestSha256  of the version's manifest; null for the newest version, whose manifest CURRENT vouches for
 */
public record Step(int version, String action, String time, String software, List<ClassImages> classes,
        Integer rolledBackTo, String note, Map<String, Object> settings, String manifestSha256) {
    public static final String UNKNOWN = "unknown";

    public Step {
        Objects.requireNonNull(action, "action");
        classes = List.copyOf(classes);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /**
     * A class and the images used for it.
     *
     * @param images  how many
     * @param sha256  of the file {@code list}, so of the images' sorted hashes, one a line
     * @param list    that file, in the version's folder
     */
    public record ClassImages(String name, int images, String sha256, String list) {
        public ClassImages {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(sha256, "sha256");
            Objects.requireNonNull(list, "list");
        }
    }

    static Step unknown(int version) {
        return new Step(version, UNKNOWN, null, null, List.of(), null, null, Map.of(), null);
    }

    Step withManifest(String sha256) {
        return new Step(version, action, time, software, classes, rolledBackTo, note, settings, sha256);
    }
}

package org.diffcont.config;

/** {@code trunk.*}: the pretrained network that the source trunk reads. Keys: {@link DetectionKeys}. */
public record TrunkSettings(String file, Precision precision, String sha256) {
    /** The value of {@code trunk.file} that takes no trunk. */
    public static final String NONE = "none";

    /** What the trunk's products are computed in. */
    public enum Precision { F32, BF16 }

    /** Whether there is to be no trunk. */
    public boolean isNone() {
        return file.equals(NONE);
    }

    /** Whether it is the one that comes with the native libraries. */
    public boolean isBundled() {
        return file.isEmpty();
    }
}

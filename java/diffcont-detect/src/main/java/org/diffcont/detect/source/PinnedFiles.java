package org.diffcont.detect.source;

import org.diffcont.config.Settings;

/** The files beside the images that features come from: the trunk's, and the user's own backbone's. */
public final class PinnedFiles {
    private PinnedFiles() {
    }

    /**
     * The settings with these files as they are now, so that no others are taken for them later. Settings that read
     * none stay as they are.
     *
     * @throws org.diffcont.error.ConfigurationException when a file cannot be read, or is not what the sources need
     */
    public static Settings pin(Settings settings) {
        return Trunks.pin(BackboneReader.pin(settings));
    }
}

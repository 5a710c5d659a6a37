package org.diffcont.detect.source;

import org.diffcont.config.Settings;
import org.diffcont.config.SettingsRules;

/** What sources that read the network's cells have in common. */
final class NetworkCells {
    private NetworkCells() {
    }

    static void check(FeatureSource source, Settings settings) {
        SettingsRules.require(source.cells() <= settings.network().imageSize(),
            "%s has more cells a side than the image that the network sees, network.image_size = %d", source,
            settings.network().imageSize());
    }
}

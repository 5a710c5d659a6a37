package org.diffcont.training;

import org.diffcont.config.Settings;
import org.diffcont.nativecore.NetworkConfig;

/** The network that a configuration describes. */
public final class NetworkConfigs {
    private static final int IMAGE_CHANNELS = 3;
    private static final double NORM_EPS = 1e-5;

    private NetworkConfigs() {
    }

    public static NetworkConfig of(Settings settings, int classes) {
        ProjectorSettings projector = settings.get(ProjectorSettings.class);
        return new NetworkConfig(settings.network().imageSize(), IMAGE_CHANNELS, settings.network().channels(),
            settings.network().attention(), settings.network().layersPerBlock(), settings.network().normGroups(),
            settings.network().attentionHeadDim(), classes, projector.channels(), projector.grid(), projector.init(),
            settings.diffusion().timesteps(), NORM_EPS,
            settings.diffusion().betaStart(), settings.diffusion().betaEnd());
    }
}

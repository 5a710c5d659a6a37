package org.diffcont.training;

import org.diffcont.config.Settings;
import org.diffcont.nativecore.NetworkConfig;
import org.diffcont.nativecore.ProjectorInit;

/** The network that a configuration describes. */
public final class NetworkConfigs {
    private static final int IMAGE_CHANNELS = 3;
    private static final double NORM_EPS = 1e-5;

    private NetworkConfigs() {
    }

    public static NetworkConfig of(Settings settings, int classes) {
        return new NetworkConfig(settings.network().imageSize(), IMAGE_CHANNELS, settings.network().channels(),
            settings.network().attention(), settings.network().layersPerBlock(), settings.network().normGroups(),
            settings.network().attentionHeadDim(), classes, settings.get(ProjectorSettings.class).channels(),
            settings.get(ProjectorSettings.class).grid(), init(settings), settings.diffusion().timesteps(), NORM_EPS,
            settings.diffusion().betaStart(), settings.diffusion().betaEnd());
    }

    private static ProjectorInit init(Settings settings) {
        return switch (settings.get(ProjectorSettings.class).init()) {
            case KAIMING -> ProjectorInit.KAIMING;
            case ORTHOGONAL -> ProjectorInit.ORTHOGONAL;
        };
    }
}

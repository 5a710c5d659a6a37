package org.diffcont.config;

import java.util.List;
import java.util.Locale;

/** What keys must fulfil together. */
final class SettingsRules {
    /** The same rules in words, for the documentation. */
    static final List<String> IN_WORDS = List.of(
            "`network.channels` and `network.attention` have one element a level, so the same length.",
            "Every element of `network.channels` is a multiple of `network.norm_groups`.",
            "`network.attention_head_dim` divides the channels of every level with attention and of the last level,"
                    + " which the mid block shares.",
            "`data.image_size` can be halved once for every level but the last.",
            "`diffusion.beta_start` is not above `diffusion.beta_end`.",
            "`embedding.timestep`, when it is a number, is below `diffusion.timesteps`.",
            "`replay.ddim_steps` is not above `diffusion.timesteps`.",
            "`embedding.network = first` knows the first experience's classes alone, so it goes with"
                    + " `embedding.label = none` and with a `routing.rule` other than `head`.");

    private SettingsRules() {}

    /** @throws ConfigurationException naming the keys that do not fit, their values and what would */
    static void check(NetworkSettings network, DataSettings data, DiffusionSettings diffusion,
            EmbeddingSettings embedding, RoutingSettings routing, ReplaySettings replay) {
        List<Integer> channels = network.channels();
        int levels = channels.size();
        require(levels == network.attention().size(),
                "network.channels has %d levels but network.attention has %d; give both one element a level",
                levels, network.attention().size());
        for (int level = 0; level < levels; level++) {
            int count = channels.get(level);
            require(count % network.normGroups() == 0,
                    "network.channels has %d, which is not a multiple of network.norm_groups = %d",
                    count, network.normGroups());
            boolean attention = network.attention().get(level) || level == levels - 1;
            require(!attention || count % network.attentionHeadDim() == 0,
                    "network.attention_head_dim = %d does not divide the %d network.channels of a level with attention",
                    network.attentionHeadDim(), count);
        }
        require(data.imageSize() % (1 << (levels - 1)) == 0,
                "data.image_size = %d cannot be halved %d times, as %d network.channels levels need",
                data.imageSize(), levels - 1, levels);
        require(diffusion.betaStart() <= diffusion.betaEnd(),
                "diffusion.beta_start = %s is above diffusion.beta_end = %s",
                diffusion.betaStart(), diffusion.betaEnd());
        if (embedding.timestep() instanceof EmbeddingTimestep.Fixed(int timestep)) {
            require(timestep < diffusion.timesteps(),
                    "embedding.timestep = %d is not below diffusion.timesteps = %d", timestep, diffusion.timesteps());
        }
        require(embedding.network() != EmbeddingSettings.Network.FIRST
                        || embedding.label() == EmbeddingSettings.Label.NONE,
                "embedding.network = first knows only the first experience's classes, so embedding.label = candidate "
                        + "does not go with it; set embedding.label = none or embedding.network = current");
        require(embedding.network() != EmbeddingSettings.Network.FIRST
                        || routing.rule() != RoutingSettings.Rule.HEAD,
                "embedding.network = first knows only the first experience's classes, so routing.rule = head does not "
                        + "go with it; set another routing.rule or embedding.network = current");
        require(replay.ddimSteps() <= diffusion.timesteps(),
                "replay.ddim_steps = %d is above diffusion.timesteps = %d", replay.ddimSteps(), diffusion.timesteps());
    }

    private static void require(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new ConfigurationException(String.format(Locale.ROOT, message, values));
        }
    }
}

package org.diffcont.config;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.diffcont.error.ConfigurationException;
import org.diffcont.evt.TailForm;

/** What the keys of detection must fulfil together. */
public final class SettingsRules {
    /** The same rules in words, for the documentation. */
    static final List<String> IN_WORDS = List.of(
            "`network.channels` and `network.attention` have one element a level, so the same length.",
            "Every element of `network.channels` is a multiple of `network.norm_groups`.",
            "`network.attention_head_dim` divides the channels of every level with attention and of the last level,"
                    + " which the mid block shares.",
            "Where there is a network, `network.image_size` can be halved once for every level but the last, and "
                    + "divides `data.image_size`.",
            "`diffusion.beta_start` is not above `diffusion.beta_end`.",
            "`embedding.timestep`, when it is a number, is below `diffusion.timesteps`.",
            "`embedding.network = first` knows the first experience's classes alone, so it goes with"
                    + " `embedding.label = none` and with a `routing.rule` other than `head`.",
            "The SIZE of `filter_bank`, `dct` and `pixels` (`data.image_size` where none is given) divides"
                    + " `data.image_size`, and their GRID divides the SIZE: a cell is an even number of pixels a side"
                    + " for `filter_bank`, in images of more than 12 pixels, and 2 to 16 pixels for `dct`.",
            "The GRID of `levels` and `reconstruction` is not above `network.image_size`, and the TIMESTEP of"
                    + " `reconstruction` is below `diffusion.timesteps`.",
            "The source `torchscript` needs `backbone.file`.",
            "The source `trunk` does not go with `trunk.file = none`. Its SIZE (`data.image_size` where none is given)"
                    + " is a multiple of 32, and its GRID divides, or is a multiple of, the side of each block's map.",
            "The model `whitened` goes with the source `bottleneck`.",
            "`evt.form = paper` fits distances above 0, so it goes with one reading (`readings.chosen = 1`, or no "
                    + "more in all), not with fused scores.",
            "With `routing.rule = shared_covariance`, `routing.grid` divides the cells a side of `routing.source`.");

    private SettingsRules() {}

    /** @throws ConfigurationException naming the keys that do not fit, their values and what would */
    static void check(Settings settings) {
        NetworkSettings network = settings.network();
        DataSettings data = settings.data();
        DiffusionSettings diffusion = settings.diffusion();
        EmbeddingSettings embedding = settings.embedding();
        ReadingsSettings readings = settings.readings();
        RoutingSettings routing = settings.routing();
        EvtSettings evt = settings.evt();
        checkLevels(network);
        if (settings.readsNetwork()) {
            checkNetworkSize(network, data);
        }
        require(diffusion.betaStart() <= diffusion.betaEnd(),
                "diffusion.beta_start = %s is above diffusion.beta_end = %s",
                diffusion.betaStart(), diffusion.betaEnd());
        if (embedding.timestep() instanceof EmbeddingTimestep.Fixed(int timestep)) {
            require(timestep < diffusion.timesteps(),
                    "embedding.timestep = %d is not below diffusion.timesteps = %d", timestep, diffusion.timesteps());
        }
        checkFirstNetwork(embedding, routing);
        for (Candidate candidate : readings.allCandidates()) {
            Parts.source(candidate.source()).check(
                    readings.candidates().contains(candidate) ? "readings.candidates" : "readings.always", settings);
            Parts.model(candidate.model()).check(candidate.source().name());
        }
        int kept = readings.kept();
        require(evt.form() != TailForm.PAPER || kept == 1,
                "evt.form = paper fits distances above 0, which the fused score of %d readings is not; set "
                        + "%sreadings.chosen = 1, or evt.form = libmr", kept,
                readings.always().isEmpty() ? "" : "readings.always = [] and ");
        if (routing.rule() == RoutingSettings.Rule.SHARED_COVARIANCE) {
            Parts.source(routing.source()).check("routing.source", settings);
            int cells = Parts.source(routing.source()).cells();
            require(cells == 1 || cells % routing.grid() == 0,
                    "routing.grid = %d does not divide the %d cells a side of routing.source = %s",
                    routing.grid(), cells, routing.source());
        }
    }

    /** The sources that images are read by. */
    static List<Part> sources(ReadingsSettings readings, RoutingSettings routing) {
        Stream<Part> read = readings.allCandidates().stream().map(Candidate::source);
        return (routing.rule() == RoutingSettings.Rule.SHARED_COVARIANCE
                ? Stream.concat(read, Stream.of(routing.source())) : read).toList();
    }

    private static void checkLevels(NetworkSettings network) {
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
    }

    /** What a network needs of the images that it is given. */
    public static void checkNetworkSize(NetworkSettings network, DataSettings data) {
        int halvings = network.channels().size() - 1;
        require(network.imageSize() % (1 << halvings) == 0,
                "network.image_size = %d cannot be halved %d times, as %d network.channels levels need",
                network.imageSize(), halvings, halvings + 1);
        require(data.imageSize() % network.imageSize() == 0,
                "network.image_size = %d does not divide data.image_size = %d, of which it is the means over blocks",
                network.imageSize(), data.imageSize());
    }

    private static void checkFirstNetwork(EmbeddingSettings embedding, RoutingSettings routing) {
        require(embedding.network() != EmbeddingSettings.Network.FIRST
                        || embedding.label() == EmbeddingSettings.Label.NONE,
                "embedding.network = first knows only the first experience's classes, so embedding.label = candidate "
                        + "does not go with it; set embedding.label = none or embedding.network = current");
        require(embedding.network() != EmbeddingSettings.Network.FIRST
                        || routing.rule() != RoutingSettings.Rule.HEAD,
                "embedding.network = first knows only the first experience's classes, so routing.rule = head does not "
                        + "go with it; set another routing.rule or embedding.network = current");
    }

    /** @throws ConfigurationException with the formatted message, unless the condition holds */
    public static void require(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new ConfigurationException(String.format(Locale.ROOT, message, values));
        }
    }
}

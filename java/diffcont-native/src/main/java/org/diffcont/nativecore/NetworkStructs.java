package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.diffcont.nativecore.bindings.DiffContH;
import org.diffcont.nativecore.bindings.dc_network_config;

/** Network configurations to and from their C struct, and what goes with them. */
final class NetworkStructs {

    private NetworkStructs() {
    }

    static MemorySegment write(Arena arena, NetworkConfig config) {
        MemorySegment struct = arena.allocate(dc_network_config.layout());
        dc_network_config.struct_size(struct, (int) dc_network_config.sizeof());
        dc_network_config.sample_size(struct, config.sampleSize());
        dc_network_config.image_channels(struct, config.imageChannels());
        dc_network_config.level_count(struct, config.channels().size());
        for (int level = 0; level < config.channels().size(); level++) {
            dc_network_config.channels(struct, level, config.channels().get(level));
            dc_network_config.attention(struct, level, config.attention().get(level) ? 1 : 0);
        }
        dc_network_config.layers_per_block(struct, config.layersPerBlock());
        dc_network_config.norm_num_groups(struct, config.normGroups());
        dc_network_config.attention_head_dim(struct, config.attentionHeadDim());
        dc_network_config.class_count(struct, config.classCount());
        dc_network_config.projector_channels(struct, config.projectorChannels());
        dc_network_config.embedding_grid(struct, config.embeddingGrid());
        dc_network_config.projector_init(struct, switch (config.projectorInit()) {
            case KAIMING -> DiffContH.DC_PROJECTOR_KAIMING();
            case ORTHOGONAL -> DiffContH.DC_PROJECTOR_ORTHOGONAL();
        });
        dc_network_config.train_timesteps(struct, config.trainTimesteps());
        dc_network_config.norm_eps(struct, config.normEps());
        dc_network_config.beta_start(struct, config.betaStart());
        dc_network_config.beta_end(struct, config.betaEnd());
        return struct;
    }

    static int code(Precision precision) {
        return switch (precision) {
            case F32 -> DiffContH.DC_PRECISION_F32();
            case BF16 -> DiffContH.DC_PRECISION_BF16();
        };
    }

    /** The configuration of the network behind a handle. */
    static NetworkConfig read(long network) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(dc_network_config.layout());
            dc_network_config.struct_size(struct, (int) dc_network_config.sizeof());
            Calls.check(DiffContH.dc_network_get_config(network, struct));
            List<Integer> channels = new ArrayList<>();
            List<Boolean> attention = new ArrayList<>();
            for (int level = 0; level < dc_network_config.level_count(struct); level++) {
                channels.add(dc_network_config.channels(struct, level));
                attention.add(dc_network_config.attention(struct, level) == 1);
            }
            return new NetworkConfig(dc_network_config.sample_size(struct), dc_network_config.image_channels(struct),
                    channels, attention, dc_network_config.layers_per_block(struct),
                    dc_network_config.norm_num_groups(struct), dc_network_config.attention_head_dim(struct),
                    dc_network_config.class_count(struct), dc_network_config.projector_channels(struct),
                    dc_network_config.embedding_grid(struct),
                    dc_network_config.projector_init(struct) == DiffContH.DC_PROJECTOR_ORTHOGONAL()
                            ? ProjectorInit.ORTHOGONAL : ProjectorInit.KAIMING,
                    dc_network_config.train_timesteps(struct), dc_network_config.norm_eps(struct),
                    dc_network_config.beta_start(struct), dc_network_config.beta_end(struct));
        }
    }
}

package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.diffcont.nativecore.bindings.network.NetworkH;
import org.diffcont.nativecore.bindings.network.dcn_network_config;

/** Network configurations to and from their C struct, and what goes with them. */
final class NetworkStructs {

    private NetworkStructs() {
    }

    static MemorySegment write(Arena arena, NetworkConfig config) {
        MemorySegment struct = arena.allocate(dcn_network_config.layout());
        dcn_network_config.struct_size(struct, (int) dcn_network_config.sizeof());
        dcn_network_config.sample_size(struct, config.sampleSize());
        dcn_network_config.image_channels(struct, config.imageChannels());
        dcn_network_config.level_count(struct, config.channels().size());
        for (int level = 0; level < config.channels().size(); level++) {
            dcn_network_config.channels(struct, level, config.channels().get(level));
            dcn_network_config.attention(struct, level, config.attention().get(level) ? 1 : 0);
        }
        dcn_network_config.layers_per_block(struct, config.layersPerBlock());
        dcn_network_config.norm_num_groups(struct, config.normGroups());
        dcn_network_config.attention_head_dim(struct, config.attentionHeadDim());
        dcn_network_config.class_count(struct, config.classCount());
        dcn_network_config.projector_channels(struct, config.projectorChannels());
        dcn_network_config.embedding_grid(struct, config.embeddingGrid());
        dcn_network_config.projector_init(struct, switch (config.projectorInit()) {
            case KAIMING -> NetworkH.DCN_PROJECTOR_KAIMING();
            case ORTHOGONAL -> NetworkH.DCN_PROJECTOR_ORTHOGONAL();
        });
        dcn_network_config.train_timesteps(struct, config.trainTimesteps());
        dcn_network_config.norm_eps(struct, config.normEps());
        dcn_network_config.beta_start(struct, config.betaStart());
        dcn_network_config.beta_end(struct, config.betaEnd());
        return struct;
    }

    static int code(Precision precision) {
        return switch (precision) {
            case F32 -> NetworkH.DCN_PRECISION_F32();
            case BF16 -> NetworkH.DCN_PRECISION_BF16();
        };
    }

    /** The configuration of the network behind a handle. */
    static NetworkConfig read(long network) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(dcn_network_config.layout());
            dcn_network_config.struct_size(struct, (int) dcn_network_config.sizeof());
            Calls.checkNetwork(NetworkH.dcn_network_get_config(network, struct));
            List<Integer> channels = new ArrayList<>();
            List<Boolean> attention = new ArrayList<>();
            for (int level = 0; level < dcn_network_config.level_count(struct); level++) {
                channels.add(dcn_network_config.channels(struct, level));
                attention.add(dcn_network_config.attention(struct, level) == 1);
            }
            return new NetworkConfig(dcn_network_config.sample_size(struct), dcn_network_config.image_channels(struct),
                    channels, attention, dcn_network_config.layers_per_block(struct),
                    dcn_network_config.norm_num_groups(struct), dcn_network_config.attention_head_dim(struct),
                    dcn_network_config.class_count(struct), dcn_network_config.projector_channels(struct),
                    dcn_network_config.embedding_grid(struct),
                    dcn_network_config.projector_init(struct) == NetworkH.DCN_PROJECTOR_ORTHOGONAL()
                            ? ProjectorInit.ORTHOGONAL : ProjectorInit.KAIMING,
                    dcn_network_config.train_timesteps(struct), dcn_network_config.norm_eps(struct),
                    dcn_network_config.beta_start(struct), dcn_network_config.beta_end(struct));
        }
    }
}

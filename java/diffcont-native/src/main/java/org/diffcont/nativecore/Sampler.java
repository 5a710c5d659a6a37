package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.diffcont.nativecore.bindings.network.NetworkH;
import org.diffcont.nativecore.bindings.network.dcn_sampler_config;

/** DDIM sampling of one batch, a step at a time, so that progress can be shown and work be stopped in between. */
public final class Sampler implements AutoCloseable {

    private final Handle handle;
    private final int size;

    private Sampler(long id, int size) {
        this.handle = new Handle(this, "sampler", id, NetworkH::dcn_sampler_free, Calls::checkNetwork);
        this.size = size;
    }

    /**
     * Starts one image for each (label, stream) from the noise of (seed, stream): an image does not depend on which
     * others are sampled with it. The network's weights are taken as they are now; it may be trained or closed
     * afterwards.
     *
     * @param labels  class indices; {@link Network#NO_LABEL} allowed
     * @param streams as many as labels
     */
    public static Sampler create(Network network, SamplerConfig config, int[] labels, long[] streams, long seed) {
        int count = Checks.atLeast(labels.length, 1, "number of labels");
        if (streams.length != count) {
            throw new IllegalArgumentException("there are " + streams.length + " streams for " + count + " labels");
        }
        int size = Checks.arraySize("images", count, network.config().imageSize());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment struct = arena.allocate(dcn_sampler_config.layout());
            dcn_sampler_config.struct_size(struct, (int) dcn_sampler_config.sizeof());
            dcn_sampler_config.steps(struct, config.steps());
            dcn_sampler_config.spacing(struct, switch (config.spacing()) {
                case LEADING -> NetworkH.DCN_SPACING_LEADING();
                case TRAILING -> NetworkH.DCN_SPACING_TRAILING();
            });
            MemorySegment id = arena.allocate(Calls.LONG);
            Calls.checkNetwork(NetworkH.dcn_sampler_create(network.id(), struct, Calls.copyIn(arena, labels, count),
                    Calls.copyIn(arena, streams, count), count, seed, id));
            return new Sampler(id.get(Calls.LONG, 0), size);
        }
    }

    /** One denoising step for the whole batch; past the end it does nothing. Returns how many steps are left. */
    public int step() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment remaining = arena.allocate(Calls.INT);
            Calls.checkNetwork(NetworkH.dcn_sampler_step(handle.id(), remaining));
            return remaining.get(Calls.INT, 0);
        }
    }

    /** The batch as it is now, count x channels x size x size; after the last step in [-1, 1]. */
    public float[] images() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment images = Calls.floats(arena, size);
            Calls.checkNetwork(NetworkH.dcn_sampler_images(handle.id(), images, size));
            return Calls.copyOut(images);
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}

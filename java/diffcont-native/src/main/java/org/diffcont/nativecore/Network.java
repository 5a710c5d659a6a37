package org.diffcont.nativecore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Objects;
import org.diffcont.nativecore.bindings.network.NetworkH;
import org.diffcont.nativecore.bindings.network.dcn_reading;
import org.diffcont.nativecore.library.NativeLibraryException;

/**
 * A class-conditional, noise-predicting U-Net (diffusers' {@code UNet2DModel}) with projector and classifier head.
 * May be used from several threads: calls that read run beside each other, those that change weights wait for them.
 */
public final class Network implements AutoCloseable {

    /** A label that adds no class embedding. */
    public static final int NO_LABEL = -1;

    private final Handle handle;
    private volatile NetworkConfig config;

    private Network(long id) {
        this.handle = new Handle(this, "network", id, NetworkH::dcn_network_free, Calls::checkNetwork);
        try {
            this.config = NetworkStructs.read(id);
        } catch (RuntimeException failure) {
            handle.close();
            throw failure;
        }
    }

    /**
     * A network with fresh weights: PyTorch's default initialisations, drawn from the seed.
     *
     * @throws NativeException        when the library refuses the configuration or memory runs out
     * @throws NativeLibraryException when the library cannot be loaded
     */
    public static Network create(NetworkConfig config, long seed) {
        Objects.requireNonNull(config, "config");
        NetworkLibrary.load();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(Calls.LONG);
            Calls.checkNetwork(NetworkH.dcn_network_create(NetworkStructs.write(arena, config), seed, id));
            return new Network(id.get(Calls.LONG, 0));
        }
    }

    /**
     * Reads what {@link #save} wrote; every name, shape, type and offset is checked.
     *
     * @throws NativeException {@link NativeStatus#IO} or {@link NativeStatus#FORMAT}, naming the file
     */
    public static Network load(Path folder) {
        NetworkLibrary.load();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(Calls.LONG);
            Calls.checkNetwork(NetworkH.dcn_network_load(Calls.path(arena, folder), id));
            return new Network(id.get(Calls.LONG, 0));
        }
    }

    /**
     * Writes into an existing folder: unet/config.json, unet/diffusion_pytorch_model.safetensors (as diffusers does),
     * scheduler/scheduler_config.json, head.safetensors, head.json. Each file is replaced in one step.
     *
     * @throws NativeException {@link NativeStatus#IO}, naming the file
     */
    public void save(Path folder) {
        try (Arena arena = Arena.ofConfined()) {
            Calls.checkNetwork(NetworkH.dcn_network_save(id(), Calls.path(arena, folder)));
        }
    }

    /** A network of its own with the same weights: a teacher. */
    public Network copy() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(Calls.LONG);
            Calls.checkNetwork(NetworkH.dcn_network_clone(id(), copy));
            return new Network(copy.get(Calls.LONG, 0));
        }
    }

    /**
     * Adds rows to the class embedding and to the head, drawn from the seed; the old rows keep their bits. A trainer
     * made before cannot go on: make a new one.
     *
     * @param count at least 1
     */
    public synchronized void addClasses(int count, long seed) {
        Checks.atLeast(count, 1, "count");
        Calls.checkNetwork(NetworkH.dcn_network_add_classes(id(), count, seed));
        config = NetworkStructs.read(id());
    }

    /** The configuration, with the number of classes as it is now. */
    public NetworkConfig config() {
        id();
        return config;
    }

    /** Number format of embedding, sampling and prediction. Samplers that exist keep theirs. */
    public void setPrecision(Precision precision) {
        Calls.checkNetwork(NetworkH.dcn_network_set_precision(id(), NetworkStructs.code(precision)));
    }

    /** What computes this network: {@code cpu} or {@code cuda:N}. */
    public String device() {
        long network = id();
        return Calls.networkText((buffer, capacity, length) -> NetworkH.dcn_network_device(network, buffer, capacity, length));
    }

    /** Whether {@link #device()} is a GPU. */
    public boolean isOnGpu() {
        return !device().equals("cpu");
    }

    /** Number of weights and biases of U-Net, projector and head. */
    public long parameterCount() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(Calls.LONG);
            Calls.checkNetwork(NetworkH.dcn_network_parameter_count(id(), count));
            return count.get(Calls.LONG, 0);
        }
    }

    /**
     * One parameter's values, row-major, by its name in the weights file, such as {@code conv_in.weight},
     * {@code projector.weight} or {@code head.bias}.
     *
     * @throws NativeException {@link NativeStatus#INVALID_ARGUMENT} when there is no such parameter
     */
    public float[] readParameter(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name);
            MemorySegment needed = arena.allocate(Calls.LONG);
            Calls.checkNetwork(NetworkH.dcn_network_read_parameter(id(), text, MemorySegment.NULL, 0, needed));
            int count = Checks.arraySize("parameter " + name, needed.get(Calls.LONG, 0));
            MemorySegment values = Calls.floats(arena, count);
            Calls.checkNetwork(NetworkH.dcn_network_read_parameter(id(), text, values, count, needed));
            return Calls.copyOut(values);
        }
    }

    /**
     * Predicted noise of noised images (paper: ε_θ(x_t, t, c)).
     *
     * @param images    as many as there are timesteps, x channels x size x size
     * @param timesteps of each image
     * @param labels    of each image; {@link #NO_LABEL} allowed
     * @return of the images' shape
     */
    public float[] predictNoise(float[] images, int[] timesteps, int[] labels) {
        int count = Checks.atLeast(timesteps.length, 1, "number of timesteps");
        int size = Checks.arraySize("images", count, config.imageSize());
        Checks.holds(images.length, size, "images");
        Checks.holds(labels.length, count, "labels");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment predicted = Calls.floats(arena, size);
            Calls.checkNetwork(NetworkH.dcn_network_predict_noise(id(), Calls.copyIn(arena, images, size),
                    Calls.copyIn(arena, timesteps, count), Calls.copyIn(arena, labels, count), count, predicted));
            return Calls.copyOut(predicted);
        }
    }

    /**
     * Projected bottleneck embeddings and the head's logits. Only the encoder half of the U-Net runs.
     *
     * @throws NativeException {@link NativeStatus#NOT_FINITE} when an image holds NaN or infinity
     */
    public Embeddings embed(Reading reading) {
        NetworkConfig shape = config;
        int dimension = shape.embeddingDimension();
        int embeddingsSize = Checks.arraySize("embeddings", reading.count(), dimension);
        int logitsSize = Checks.arraySize("logits", reading.count(), shape.classCount());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment embeddings = Calls.floats(arena, embeddingsSize);
            MemorySegment logits = Calls.floats(arena, logitsSize);
            Calls.checkNetwork(NetworkH.dcn_features_embed(id(), struct(arena, reading), embeddings, embeddingsSize, logits,
                    logitsSize));
            return new Embeddings(Calls.copyOut(embeddings), Calls.copyOut(logits), reading.count(), dimension,
                    shape.classCount());
        }
    }

    /**
     * Outputs of every level of the U-Net, resampled to grid x grid cells and joined.
     *
     * @param grid 1..sampleSize
     */
    public GridFeatures levels(Reading reading, int grid) {
        return readGrid(reading, grid, levelChannels(), NetworkH::dcn_features_levels);
    }

    /**
     * How far the network's estimate of the clean image, x̂₀ = (x_t − √(1−ā_t)·ε_θ) / √ā_t within [-1, 1], is from the
     * image: the mean absolute error of each colour channel and then the mean squared error of all, in each cell.
     *
     * @param grid 1..sampleSize
     */
    public GridFeatures reconstruction(Reading reading, int grid) {
        return readGrid(reading, grid, config.imageChannels() + 1, NetworkH::dcn_features_reconstruction);
    }

    /** A native function that reads features for the cells of a grid. */
    @FunctionalInterface
    private interface GridFunction {
        int call(long network, MemorySegment reading, int grid, MemorySegment features, long size);
    }

    private GridFeatures readGrid(Reading reading, int grid, int channels, GridFunction function) {
        Checks.atLeast(grid, 1, "grid");
        int size = Checks.arraySize("features", reading.count(), grid, grid, channels);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment features = Calls.floats(arena, size);
            Calls.checkNetwork(function.call(id(), struct(arena, reading), grid, features, size));
            return new GridFeatures(Calls.copyOut(features), reading.count(), grid * grid, channels);
        }
    }

    /** Channels that {@link #levels} returns. */
    public int levelChannels() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment channels = arena.allocate(Calls.INT);
            Calls.checkNetwork(NetworkH.dcn_features_level_channels(id(), channels));
            return channels.get(Calls.INT, 0);
        }
    }

    /** Frees the native memory. Samplers and trainers made from this network keep what they need. */
    @Override
    public void close() {
        handle.close();
    }

    long id() {
        return handle.id();
    }

    private MemorySegment struct(Arena arena, Reading reading) {
        int count = reading.count();
        int size = Checks.arraySize("images", count, config.imageSize());
        Checks.holds(reading.images().length, size, "images");
        MemorySegment struct = arena.allocate(dcn_reading.layout());
        dcn_reading.struct_size(struct, (int) dcn_reading.sizeof());
        dcn_reading.count(struct, count);
        dcn_reading.images(struct, Calls.copyIn(arena, reading.images(), size));
        dcn_reading.timesteps(struct, Calls.copyIn(arena, reading.timesteps(), count));
        dcn_reading.labels(struct, Calls.copyIn(arena, reading.labels(), count));
        dcn_reading.streams(struct, Calls.copyIn(arena, reading.streams(), count));
        dcn_reading.noise_seed(struct, reading.noiseSeed());
        return struct;
    }
}

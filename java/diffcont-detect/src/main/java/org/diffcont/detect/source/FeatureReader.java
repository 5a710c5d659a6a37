package org.diffcont.detect.source;

import java.util.Arrays;
import java.util.Optional;
import org.diffcont.config.EmbeddingSettings.Label;
import org.diffcont.config.EmbeddingSettings.Noise;
import org.diffcont.config.EmbeddingTimestep;
import org.diffcont.config.Settings;
import org.diffcont.image.BlockMeans;
import org.diffcont.machine.Machine;
import org.diffcont.nativecore.Embeddings;
import org.diffcont.nativecore.Network;
import org.diffcont.nativecore.Reading;
import org.diffcont.random.Seeds;

/**
 * Reads features and head logits of images from a network, as the configuration says: which timestep and noise
 * (paper: both random for each image), which label is fed, which part of the network is read.
 *
 * <p>Random timesteps and noise are drawn from the image's own pixels and the seed, so that an image is read the same
 * way whatever its path, its batch and the order of images.
 */
public final class FeatureReader implements AutoCloseable {
    /** The network's code for "no class embedding". */
    public static final int NO_LABEL = -1;
    private static final long COMMON_STREAM = 0;
    /**
     * Images read at once, always as many: libtorch picks its kernels by the batch's size, and they round differently.
     * So an image's features have the same bits whatever it is read with. A GPU is hardly slower with 256 than with 8.
     */
    private static final int BATCH_ON_PROCESSOR = 8;
    private static final int BATCH_ON_GPU = 256;
    /** Bounds the memory that the features of images take which are scored at once. */
    private static final int SCORED_ON_PROCESSOR = 64;

    private final Settings settings;
    private final Machine machine;
    private final long noiseSeed;
    private final BackboneReader backbone;

    public FeatureReader(Settings settings, Machine machine) {
        this.settings = settings;
        this.machine = machine;
        this.backbone = new BackboneReader(settings.backbone());
        this.noiseSeed = Seeds.derive(settings.seed(), "embedding noise");
    }

    /** True when features depend on the class whose distance is wanted. */
    public boolean readsByCandidate() {
        return settings.embedding().label() == Label.CANDIDATE;
    }

    /** Embeddings, and the head's logits: one row an image, one value a class. */
    public record Result(Features features, double[][] logits) {
    }

    /**
     * Images to read without a label; {@link ImageReadings#forClass} gives those with one.
     *
     * @param network  reads them; may be empty where no source reads a network
     * @param images   count x 3 x S x S, in [-1, 1], S as {@code data.image_size} says
     */
    public ImageReadings open(Optional<Network> network, float[] images, int count) {
        return new ImageReadings(this, network, images, count, NO_LABEL);
    }

    /** What the images are read on. */
    public Machine machine() {
        return machine;
    }

    /** Side of the images that are read, pixels. */
    public int imageSize() {
        return settings.data().imageSize();
    }

    /** The images as the network sees them. */
    public float[] networkImages(float[] images, int count) {
        return BlockMeans.of(images, count, settings.data().imageSize(), settings.network().imageSize());
    }

    /**
     * Projected bottleneck embeddings (paper: z), one location an image, and logits, of images of the network's size.
     */
    public Result embed(Network network, float[] images, int count, int label) {
        float[] joined = null;
        int dimension = 0;
        double[][] logits = new double[count][];
        int atOnce = batch(network);
        for (int from = 0; from < count; from += atOnce) {
            int to = Math.min(count, from + atOnce);
            Embeddings batch = network.embed(reading(padded(images, count, from, to, atOnce), to - from, atOnce, label));
            if (joined == null) {
                dimension = batch.dimension();
                joined = new float[Math.multiplyExact(count, dimension)];
            }
            System.arraycopy(batch.embeddings(), 0, joined, from * dimension, (to - from) * dimension);
            int classes = batch.classCount();
            for (int i = from; i < to; i++) {
                logits[i] = new double[classes];
                for (int c = 0; c < classes; c++) {
                    logits[i][c] = batch.logits()[(i - from) * classes + c];
                }
            }
        }
        return new Result(new Features(joined, count, 1, dimension), logits);
    }

    /** All levels' activations on a grid of cells, of images of the network's size. */
    public Features levels(Network network, float[] images, int count, int label, int grid) {
        int atOnce = batch(network);
        return GridBatches.join(count, atOnce, (from, to) -> network.levels(
            reading(padded(images, count, from, to, atOnce), to - from, atOnce, label), grid));
    }

    /**
     * Errors of the network's estimates of clean images on a grid of cells, of images of the network's size; at one
     * timestep and with common noise whatever {@code embedding.*} says.
     */
    public Features reconstruction(Network network, float[] images, int count, int label, int grid, int timestep) {
        int atOnce = batch(network);
        return GridBatches.join(count, atOnce, (from, to) -> network.reconstruction(Reading.fixed(
            padded(images, count, from, to, atOnce), atOnce, timestep, label, noiseSeed, COMMON_STREAM), grid));
    }

    /**
     * The outputs of the user's own backbone on a grid of cells.
     *
     * @param images  of the side that {@code data.image_size} says
     */
    public Features backbone(float[] images, int count, int grid) {
        return backbone.read(images, count, imageSize(), grid);
    }

    /** Frees the backbone, where one was read; it is opened again when it is needed again. */
    @Override
    public void close() {
        backbone.close();
    }

    /** How many images to score at once: on a GPU no fewer than go through the network together. */
    public static int scoredAtOnce(Optional<Network> network) {
        return network.filter(Network::isOnGpu).isPresent() ? BATCH_ON_GPU : SCORED_ON_PROCESSOR;
    }

    private static int batch(Network network) {
        return network.isOnGpu() ? BATCH_ON_GPU : BATCH_ON_PROCESSOR;
    }

    /** The images from {@code from} up to {@code to}, the last one repeated until they are {@code atOnce}. */
    private static float[] padded(float[] images, int count, int from, int to, int atOnce) {
        int size = images.length / count;
        float[] batch = new float[Math.multiplyExact(atOnce, size)];
        for (int i = 0; i < atOnce; i++) {
            System.arraycopy(images, Math.min(from + i, to - 1) * size, batch, i * size, size);
        }
        return batch;
    }

    /** @param count  images of the batch; the others are the last one again */
    private Reading reading(float[] batch, int count, int atOnce, int label) {
        int size = batch.length / atOnce;
        int[] timesteps = new int[atOnce];
        long[] streams = new long[atOnce];
        for (int i = 0; i < count; i++) {
            long content = contentHash(batch, i * size, size);
            timesteps[i] = switch (settings.embedding().timestep()) {
                case EmbeddingTimestep.Fixed fixed -> fixed.timestep();
                case EmbeddingTimestep.Random _ -> (int) Math.floorMod(Seeds.derive(settings.seed(),
                    "embedding timestep", content), (long) settings.diffusion().timesteps());
            };
            streams[i] = settings.embedding().noise() == Noise.FRESH ? content : COMMON_STREAM;
        }
        Arrays.fill(timesteps, count, atOnce, timesteps[count - 1]);
        Arrays.fill(streams, count, atOnce, streams[count - 1]);
        int[] labels = new int[atOnce];
        Arrays.fill(labels, label);
        return new Reading(batch, atOnce, timesteps, labels, noiseSeed, streams);
    }

    /** FNV-1a over the pixels' bits. */
    private static long contentHash(float[] values, int offset, int length) {
        long hash = 0xcbf29ce484222325L;
        for (int i = offset; i < offset + length; i++) {
            hash = (hash ^ Float.floatToRawIntBits(values[i])) * 0x100000001b3L;
        }
        return hash;
    }
}

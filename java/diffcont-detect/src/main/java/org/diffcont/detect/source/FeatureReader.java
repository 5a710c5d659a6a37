package org.diffcont.detect.source;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.diffcont.config.EmbeddingSettings.Label;
import org.diffcont.config.EmbeddingSettings.Noise;
import org.diffcont.config.EmbeddingTimestep;
import org.diffcont.config.Settings;
import org.diffcont.image.BlockMeans;
import org.diffcont.image.ImageBatch;
import org.diffcont.machine.Machine;
import org.diffcont.nativecore.Embeddings;
import org.diffcont.nativecore.GridFeatures;
import org.diffcont.nativecore.Network;
import org.diffcont.nativecore.Reading;
import org.diffcont.random.Hash64;
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
    private final TrunkReader trunk;

    public FeatureReader(Settings settings, Machine machine) {
        this.settings = settings;
        this.machine = machine;
        this.backbone = new BackboneReader(settings.backbone());
        this.trunk = new TrunkReader(settings.trunk(), machine);
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
     * @param images   of the side that {@code data.image_size} says
     */
    public ImageReadings open(Optional<Network> network, ImageBatch images) {
        return new ImageReadings(this, network, images, NO_LABEL);
    }

    /** What the images are read on. */
    public Machine machine() {
        return machine;
    }

    /** Side of the images that are read, pixels. */
    public int imageSize() {
        return settings.data().imageSize();
    }

    /** Side of the images that the network sees, pixels. */
    public int networkSize() {
        return settings.network().imageSize();
    }

    /** The images as the network sees them. */
    public ImageBatch networkImages(ImageBatch images) {
        return BlockMeans.of(images, networkSize());
    }

    /**
     * Projected bottleneck embeddings (paper: z), one location an image, and logits, of images of the network's size.
     */
    public Result embed(Network network, ImageBatch images, int label) {
        double[][] logits = new double[images.count()][];
        int[] done = new int[1];
        Features features = Features.inBatches(images, batch(network), batch -> {
            Embeddings read = network.embed(reading(batch, batch(network), label));
            int classes = read.classCount();
            for (int i = 0; i < batch.count(); i++) {
                double[] row = new double[classes];
                for (int c = 0; c < classes; c++) {
                    row[c] = read.logits()[i * classes + c];
                }
                logits[done[0]++] = row;
            }
            return first(batch.count(), read.embeddings(), 1, read.dimension());
        });
        return new Result(features, logits);
    }

    /** All levels' activations on a grid of cells, of images of the network's size. */
    Features levels(Network network, ImageBatch images, int label, int grid) {
        return Features.inBatches(images, batch(network), batch -> first(batch.count(),
            network.levels(reading(batch, batch(network), label), grid)));
    }

    /**
     * Errors of the network's estimates of clean images on a grid of cells, of images of the network's size; at one
     * timestep and with common noise whatever {@code embedding.*} says.
     */
    Features reconstruction(Network network, ImageBatch images, int label, int grid, int timestep) {
        int atOnce = batch(network);
        return Features.inBatches(images, atOnce, batch -> first(batch.count(), network.reconstruction(Reading.fixed(
            padded(batch, atOnce), atOnce, timestep, label, noiseSeed, COMMON_STREAM), grid)));
    }

    /**
     * The outputs of the user's own backbone on a grid of cells.
     *
     * @param images  of the side that {@code data.image_size} says
     */
    Features backbone(ImageBatch images, int grid) {
        return backbone.read(images, grid);
    }

    /** A source, and the others of the settings that read the trunk at the same size. */
    List<TrunkSource> inOnePass(TrunkSource source, int imageSize) {
        return Stream.concat(Stream.of(source), settings.sources().stream().map(FeatureSource::of)
            .filter(TrunkSource.class::isInstance).map(TrunkSource.class::cast)
            .filter(other -> other.side(imageSize) == source.side(imageSize))).distinct().toList();
    }

    /**
     * What sources of one size read of the trunk, in one pass over each image.
     *
     * @param images  of the sources' size, or others, which are resampled
     * @return for each source, in order
     */
    List<Features> trunk(ImageBatch images, List<TrunkSource> sources) {
        return trunk.read(images, sources);
    }

    private static Features first(int count, GridFeatures read) {
        return first(count, read.values(), read.locations(), read.channels());
    }

    /** The features of the first {@code count} images; the others only filled the batch. */
    private static Features first(int count, float[] values, int locations, int channels) {
        return Features.of(Arrays.copyOf(values, count * locations * channels), count, locations, channels);
    }

    /** Frees the backbone and the trunk, where they were read; they are opened again when they are needed again. */
    @Override
    public void close() {
        backbone.close();
        trunk.close();
    }

    /** How many images to score at once: on a GPU no fewer than go through the network together. */
    public static int scoredAtOnce(Optional<Network> network) {
        return network.filter(Network::isOnGpu).isPresent() ? BATCH_ON_GPU : SCORED_ON_PROCESSOR;
    }

    private static int batch(Network network) {
        return network.isOnGpu() ? BATCH_ON_GPU : BATCH_ON_PROCESSOR;
    }

    /** The images, the last one repeated until they are {@code atOnce}. */
    private static float[] padded(ImageBatch images, int atOnce) {
        int size = images.imageLength();
        float[] batch = new float[Math.multiplyExact(atOnce, size)];
        for (int i = 0; i < atOnce; i++) {
            System.arraycopy(images.image(Math.min(i, images.count() - 1)), 0, batch, i * size, size);
        }
        return batch;
    }

    private Reading reading(ImageBatch images, int atOnce, int label) {
        int[] timesteps = new int[atOnce];
        long[] streams = new long[atOnce];
        for (int i = 0; i < images.count(); i++) {
            long content = Hash64.fnv1a(images.image(i));
            timesteps[i] = switch (settings.embedding().timestep()) {
                case EmbeddingTimestep.Fixed fixed -> fixed.timestep();
                case EmbeddingTimestep.Random _ -> (int) Math.floorMod(Seeds.derive(settings.seed(),
                    "embedding timestep", content), (long) settings.diffusion().timesteps());
            };
            streams[i] = settings.embedding().noise() == Noise.FRESH ? content : COMMON_STREAM;
        }
        Arrays.fill(timesteps, images.count(), atOnce, timesteps[images.count() - 1]);
        Arrays.fill(streams, images.count(), atOnce, streams[images.count() - 1]);
        int[] labels = new int[atOnce];
        Arrays.fill(labels, label);
        return new Reading(padded(images, atOnce), atOnce, timesteps, labels, noiseSeed, streams);
    }
}

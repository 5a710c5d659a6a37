package org.diffcont.detect.source;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.diffcont.image.BlockMeans;
import org.diffcont.image.ImageBatch;
import org.diffcont.machine.Workers;
import org.diffcont.nativecore.Network;
import org.diffcont.pose.Pose;

/**
 * Images, and what is read from them. Each source is read once for an image, when it is first asked for, and then shared
 * by all who ask: classes, readings, the router, heat maps, and {@link #select}'s parts of these images. What reads the
 * network is shared by all who read with the same network and label. Not thread-safe, except for features that were
 * read before.
 */
public final class ImageReadings {
    private final FeatureReader reader;
    private final Optional<Network> network;
    private final int label;
    private final Shared shared;
    /** Which of the shared images these are. */
    private final int[] places;

    /** What was read of a source: a row an image, null where it was not read yet. */
    private record Rows(float[][] rows, int locations, int channels) {
    }

    /** Who reads a network's features. */
    private record ReadBy(Optional<Network> network, int label) {
    }

    /** A batch with everything that was read of it. */
    private static final class Shared {
        /** Null where an image was not posed yet. */
        final float[][] images;
        final Map<FeatureSource, Rows> features = new HashMap<>();
        final Map<ReadBy, Map<FeatureSource, Rows>> ofNetworks = new HashMap<>();
        final Map<ReadBy, double[][]> logits = new HashMap<>();
        /** By side; null where an image was not made smaller yet. */
        final Map<Integer, float[][]> smaller = new HashMap<>();
        final Map<Pose, Shared> posed = new HashMap<>();

        Shared(float[][] images) {
            this.images = images;
        }
    }

    ImageReadings(FeatureReader reader, Optional<Network> network, ImageBatch images, int label) {
        this(reader, network, new Shared(images.images()), label, IntStream.range(0, images.count()).toArray());
        if (images.count() > 0 && images.size() != reader.imageSize()) {
            throw new IllegalArgumentException("images have side " + images.size() + ", not " + reader.imageSize());
        }
    }

    private ImageReadings(FeatureReader reader, Optional<Network> network, Shared shared, int label, int[] places) {
        this.reader = reader;
        this.network = network;
        this.shared = shared;
        this.label = label;
        this.places = places;
    }

    public int count() {
        return places.length;
    }

    /** Side of the images, pixels. */
    public int size() {
        return reader.imageSize();
    }

    public ImageBatch images() {
        return batch(shared.images, size());
    }

    private ImageBatch batch(float[][] all, int side) {
        return new ImageBatch(Arrays.stream(places).mapToObj(p -> all[p]).toArray(float[][]::new),
            places.length == 0 ? 0 : side);
    }

    /** These images as read for the distance to class {@code candidate}: with its label, where labels are fed. */
    public ImageReadings forClass(int candidate) {
        return reader.readsByCandidate() ? new ImageReadings(reader, network, shared, candidate, places) : this;
    }

    /** These images as a network reads them that knows one class alone: with that label, where labels are fed. */
    public ImageReadings readWith(Network other) {
        return new ImageReadings(reader, Optional.of(other), shared, label == FeatureReader.NO_LABEL ? label : 0,
            places);
    }

    /** The images at a smaller side, a divisor of theirs. */
    public ImageBatch smaller(int side) {
        if (side == size()) {
            return images();
        }
        float[][] smaller = shared.smaller.computeIfAbsent(side, _ -> new float[shared.images.length][]);
        for (int place : places) {
            if (smaller[place] == null) {
                smaller[place] = BlockMeans.of(shared.images[place], size(), side);
            }
        }
        return batch(smaller, side);
    }

    /** The images brought to a pose; an image once for a pose. */
    public ImageReadings posed(Pose pose) {
        Shared posed = shared.posed.computeIfAbsent(pose, _ -> new Shared(new float[shared.images.length][]));
        int[] missing = Arrays.stream(places).filter(place -> posed.images[place] == null).toArray();
        if (missing.length > 0) {
            Workers.run(reader.machine(), () -> {
                Arrays.stream(missing).parallel().forEach(place ->
                    posed.images[place] = pose.apply(shared.images[place], size()));
                return null;
            });
        }
        return new ImageReadings(reader, network, posed, label, places);
    }

    /** The images at {@code indices}, each at most once; they share with these all that was and will be read. */
    public ImageReadings select(int[] indices) {
        return new ImageReadings(reader, network, shared, label, Arrays.stream(indices).map(i -> places[i]).toArray());
    }

    /** Other images, read with the same network and label. */
    public ImageReadings others(ImageBatch images) {
        return new ImageReadings(reader, network, images, label);
    }

    public Features features(FeatureSource source) {
        Map<FeatureSource, Rows> cache = source.readsNetwork()
            ? shared.ofNetworks.computeIfAbsent(readBy(), _ -> new HashMap<>()) : shared.features;
        Rows known = cache.get(source);
        int[] missing = known == null ? places
            : Arrays.stream(places).filter(place -> known.rows[place] == null).toArray();
        if (known != null && missing.length == 0) {
            return rows(known);
        }
        if (source instanceof TrunkSource trunk) {
            readInOnePass(trunk, missing);
            return rows(cache.get(source));
        }
        return rows(keep(cache, source, missing, source.read(at(missing))));
    }

    /** Reads a source, and in the same pass over the images what else the settings read of the trunk at that size. */
    private void readInOnePass(TrunkSource source, int[] missing) {
        List<TrunkSource> sources = reader.inOnePass(source, size());
        List<Features> read = at(missing).trunk(sources);
        for (int i = 0; i < read.size(); i++) {
            keep(shared.features, sources.get(i), missing, read.get(i));
        }
    }

    private ImageReadings at(int[] someOfThePlaces) {
        return new ImageReadings(reader, network, shared, label, someOfThePlaces);
    }

    private Rows keep(Map<FeatureSource, Rows> cache, FeatureSource source, int[] at, Features read) {
        Rows all = cache.computeIfAbsent(source,
            _ -> new Rows(new float[shared.images.length][], read.locations(), read.channels()));
        for (int i = 0; i < at.length; i++) {
            all.rows[at[i]] = read.row(i);
        }
        return all;
    }

    private Features rows(Rows all) {
        return new Features(Arrays.stream(places).mapToObj(p -> all.rows[p]).toArray(float[][]::new), all.locations,
            all.channels);
    }

    private ReadBy readBy() {
        return new ReadBy(network, label);
    }

    /** The classifier head's logits: one row an image, one value a class. */
    public double[][] logits() {
        features(new BottleneckSource());
        double[][] all = shared.logits.get(readBy());
        return Arrays.stream(places).mapToObj(place -> all[place]).toArray(double[][]::new);
    }

    /** Reads embeddings, and keeps the logits that come with them. */
    Features embed() {
        FeatureReader.Result read = reader.embed(network(), networkImages(), label);
        double[][] all = shared.logits.computeIfAbsent(readBy(), _ -> new double[shared.images.length][]);
        for (int i = 0; i < places.length; i++) {
            all[places[i]] = read.logits()[i];
        }
        return read.features();
    }

    Features levels(int grid) {
        return reader.levels(network(), networkImages(), label, grid);
    }

    Features reconstruction(int grid, int timestep) {
        return reader.reconstruction(network(), networkImages(), label, grid, timestep);
    }

    Features backbone(int grid) {
        return reader.backbone(images(), grid);
    }

    /** Sources of one size. */
    List<Features> trunk(List<TrunkSource> sources) {
        int side = sources.getFirst().side(size());
        return reader.trunk(size() % side == 0 ? smaller(side) : images(), sources);
    }

    private Network network() {
        return network.orElseThrow(() -> new IllegalStateException("there is no network to read the images with"));
    }

    private ImageBatch networkImages() {
        return smaller(reader.networkSize());
    }
}

package org.diffcont.detect.source;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.diffcont.image.BlockMeans;
import org.diffcont.machine.Workers;
import org.diffcont.nativecore.Network;
import org.diffcont.pose.Pose;

/**
 * Images, and what is read from them: each source's features, read once, when they are first asked for, and then
 * shared by all classes, candidates and the router. What reads the network is read with this object's label; what does
 * not is shared with the readings of other labels. Not for several threads, but for features that were read before.
 */
public final class ImageReadings {
    private final FeatureReader reader;
    private final Optional<Network> network;
    private final int label;
    private final Shared shared;
    private final Map<FeatureSource, Features> ofNetwork = new HashMap<>();
    private FeatureReader.Result embedded;

    /** What does not depend on the label. */
    private static final class Shared {
        final float[] images;
        final int count;
        final Map<FeatureSource, Features> features = new HashMap<>();
        final Map<Integer, float[]> smaller = new HashMap<>();
        final Map<Pose, Shared> posed = new HashMap<>();
        float[] networkImages;

        Shared(float[] images, int count) {
            this.images = images;
            this.count = count;
        }
    }

    ImageReadings(FeatureReader reader, Optional<Network> network, float[] images, int count, int label) {
        this(reader, network, new Shared(images, count), label);
        long expected = 3L * count * reader.imageSize() * reader.imageSize();
        if (images.length != expected) {
            throw new IllegalArgumentException(count + " images of side " + reader.imageSize() + " have " + expected
                + " values, not " + images.length);
        }
    }

    private ImageReadings(FeatureReader reader, Optional<Network> network, Shared shared, int label) {
        this.reader = reader;
        this.network = network;
        this.shared = shared;
        this.label = label;
    }

    public int count() {
        return shared.count;
    }

    /** Side of the images, pixels. */
    public int size() {
        return reader.imageSize();
    }

    /** count x 3 x size x size, in [-1, 1]. */
    public float[] images() {
        return shared.images;
    }

    /** These images as read for the distance to class {@code candidate}: with its label, where labels are fed. */
    public ImageReadings forClass(int candidate) {
        return reader.readsByCandidate() ? new ImageReadings(reader, network, shared, candidate) : this;
    }

    /** These images as a network reads them that knows one class alone: with that label, where labels are fed. */
    public ImageReadings readWith(Network other) {
        return new ImageReadings(reader, Optional.of(other), shared, label == FeatureReader.NO_LABEL ? label : 0);
    }

    /** The images at a smaller side, a divisor of theirs: count x 3 x side x side. */
    public float[] smaller(int side) {
        return shared.smaller.computeIfAbsent(side, s -> BlockMeans.of(shared.images, shared.count, size(), s));
    }

    /** The images brought to a pose; each pose once. */
    public ImageReadings posed(Pose pose) {
        return new ImageReadings(reader, network, shared.posed.computeIfAbsent(pose, p -> new Shared(
            Workers.run(reader.machine(), () -> p.apply(shared.images, shared.count, size())), shared.count)), label);
    }

    /** The images at {@code indices}; these readings themselves, with what they have read, when that is all of them. */
    public ImageReadings select(int[] indices) {
        if (indices.length == count()) {
            return this;
        }
        int length = shared.images.length / count();
        float[] selected = new float[indices.length * length];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(shared.images, indices[i] * length, selected, i * length, length);
        }
        return others(selected, indices.length);
    }

    /** Other images, read with the same network and label. */
    public ImageReadings others(float[] images, int count) {
        return new ImageReadings(reader, network, images, count, label);
    }

    public Features features(FeatureSource source) {
        Map<FeatureSource, Features> known = source.readsNetwork() ? ofNetwork : shared.features;
        Features features = known.get(source);
        if (features == null) {
            features = source.read(this);
            known.put(source, features);
        }
        return features;
    }

    /** The classifier head's logits: one row an image, one value a class. */
    public double[][] logits() {
        return embedded().logits();
    }

    FeatureReader.Result embedded() {
        if (embedded == null) {
            embedded = reader.embed(network(), networkImages(), count(), label);
        }
        return embedded;
    }

    public Features levels(int grid) {
        return reader.levels(network(), networkImages(), count(), label, grid);
    }

    public Features reconstruction(int grid, int timestep) {
        return reader.reconstruction(network(), networkImages(), count(), label, grid, timestep);
    }

    public Features backbone(int grid) {
        return reader.backbone(shared.images, count(), grid);
    }

    private Network network() {
        return network.orElseThrow(() -> new IllegalStateException("there is no network to read the images with"));
    }

    private float[] networkImages() {
        if (shared.networkImages == null) {
            shared.networkImages = reader.networkImages(shared.images, shared.count);
        }
        return shared.networkImages;
    }
}

package org.diffcont.strategy;

import java.util.List;
import java.util.Optional;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.nativecore.Network;
import org.diffcont.nativecore.WeightAnchor;

/**
 * What a learner carries from one experience to the next: the network, where there is one, and the detector; images only
 * where the strategy stores some.
 *
 * @param network      empty where the configuration neither trains nor reads one
 * @param reader       the network that images are read with: {@code network} itself, or a frozen earlier one
 * @param experiences  experiences learned so far
 * @param stored       stored images of each class, by class index; empty where the strategy stores none
 * @param anchor       what holds the network's weights; empty where the strategy holds none
 */
public record LearnerState(Optional<Network> network, Optional<Network> reader, Detector detector, int experiences,
        List<StoredImages> stored, Optional<WeightAnchor> anchor) implements AutoCloseable {
    public LearnerState {
        stored = List.copyOf(stored);
    }

    public LearnerState(Optional<Network> network, Optional<Network> reader, Detector detector, int experiences,
            List<StoredImages> stored) {
        this(network, reader, detector, experiences, stored, Optional.empty());
    }

    /** This state with another detector. */
    public LearnerState with(Detector other) {
        return new LearnerState(network, reader, other, experiences, stored, anchor);
    }

    public List<String> classNames() {
        return detector.classes().stream().map(ClassDetector::name).toList();
    }

    /** Whether images are read with a network of their own, beside the one that learns. */
    public boolean hasOwnReader() {
        return reader.isPresent() && reader.get() != network.orElse(null);
    }

    /** Frees what the state after this one, {@code next}, does not share with it. */
    public void closeAllBut(LearnerState next) {
        network.filter(n -> n != next.network.orElse(null)).ifPresent(Network::close);
        reader.filter(n -> n != next.reader.orElse(null)).ifPresent(Network::close);
        detector.replacedIn(next.detector).forEach(c -> c.statistics().close());
    }

    @Override
    public void close() {
        network.ifPresent(Network::close);
        reader.ifPresent(Network::close);
        detector.close();
    }
}

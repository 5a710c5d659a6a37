package org.diffcont.detect;

import java.util.List;
import java.util.Optional;
import org.diffcont.nativecore.Network;

/**
 * What detection needs of a learned model. Closing it frees the network and the detector's statistics.
 *
 * @param detector     of all products
 * @param network      the diffusion network that images are read with; empty where the settings read none
 * @param experiences  how often something was learned
 */
public record DetectionModel(Detector detector, Optional<Network> network, int experiences) implements AutoCloseable {
    /** A model that has learned nothing. */
    public static DetectionModel empty() {
        return new DetectionModel(Detector.empty(), Optional.empty(), 0);
    }

    /** This model with another detector. */
    public DetectionModel with(Detector other) {
        return new DetectionModel(other, network, experiences);
    }

    /** The products' names, in the order in which they were learned. */
    public List<String> classNames() {
        return detector.classes().stream().map(ClassDetector::name).toList();
    }

    @Override
    public void close() {
        network.ifPresent(Network::close);
        detector.close();
    }
}

package org.diffcont.strategy;

import java.util.List;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.nativecore.Network;

/**
 * What a learner carries from one experience to the next: the network and the detector, no images.
 *
 * @param reader       the network that images are read with: {@code network} itself, or a frozen earlier one
 * @param experiences  experiences learned so far
 */
public record LearnerState(Network network, Network reader, Detector detector, int experiences) implements AutoCloseable {
    public List<String> classNames() {
        return detector.classes().stream().map(ClassDetector::name).toList();
    }

    @Override
    public void close() {
        network.close();
        reader.close();
        detector.close();
    }
}

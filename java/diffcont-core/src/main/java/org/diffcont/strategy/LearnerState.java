package org.diffcont.strategy;

import java.util.List;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.nativecore.Network;

/**
 * What a learner carries from one experience to the next: the network and the detector, no images.
 *
 * @param experiences  experiences learned so far
 */
public record LearnerState(Network network, Detector detector, int experiences) implements AutoCloseable {
    public List<String> classNames() {
        return detector.classes().stream().map(ClassDetector::name).toList();
    }

    @Override
    public void close() {
        network.close();
        detector.close();
    }
}

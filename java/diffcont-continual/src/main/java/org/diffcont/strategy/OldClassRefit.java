package org.diffcont.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diffcont.config.RoutingSettings;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.detect.DetectorFitting;
import org.diffcont.detect.DetectorLearning;
import org.diffcont.detect.FittedTail;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.route.SharedCovariance;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.Network;
import org.diffcont.replay.ReplayBuffer;

/** Old classes' statistics, tails and thresholds from replayed images, read by the current network. */
final class OldClassRefit {
    private final Settings settings;
    private final DetectorLearning learning;

    OldClassRefit(Settings settings, FeatureReader reader) {
        this.settings = settings;
        this.learning = new DetectorLearning(settings, reader);
    }

    /**
     * Fits all replayed classes anew. When this throws, nothing that it made stays open.
     *
     * @param known  not changed and not closed
     */
    DetectorLearning.Learned fit(Detector known, Optional<Network> network, ReplayBuffer buffer) {
        List<ClassDetector> fitted = new ArrayList<>();
        List<FittedTail> tails = new ArrayList<>();
        Detector refitted = settings.routing().rule() == RoutingSettings.Rule.SHARED_COVARIANCE
            ? known.with(SharedCovariance.empty()) : known;
        int offset = 0;
        try {
            for (ReplayBuffer.ClassReplay replayed : buffer.classes()) {
                ImageBatch images = buffer.images().range(offset, offset + replayed.kept());
                offset += replayed.kept();
                DetectorFitting.Fitted one = learning.fit(known, replayed.classIndex(), network,
                    TrainingImages.of(replayed.name(), images, settings), true);
                fitted.add(one.detector());
                tails.add(one.tail());
                refitted = learning.routed(refitted.with(one.detector()), network, images);
            }
            return new DetectorLearning.Learned(refitted, tails);
        } catch (RuntimeException | Error e) {
            fitted.forEach(c -> c.statistics().close());
            throw e;
        }
    }
}

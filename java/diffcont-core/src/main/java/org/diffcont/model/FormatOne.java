package org.diffcont.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.diffcont.config.Candidate;
import org.diffcont.config.Pooling;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.Detector;
import org.diffcont.detect.FittedModel;
import org.diffcont.detect.FittedReading;
import org.diffcont.detect.FusedStatistics;
import org.diffcont.detect.Normality;
import org.diffcont.detect.Whitening;
import org.diffcont.evt.DistanceQuantiles;
import org.diffcont.evt.WeibullTail;
import org.diffcont.files.ModelFormatException;

/**
 * The detector of a model version of format 1: one reading for all classes, its statistics in
 * {@code statistics/000.safetensors}. Distances are what they were; the next commit writes today's format.
 */
final class FormatOne {
    static final int FORMAT = 1;

    private FormatOne() {
    }

    private record DetectorEntry(int whiteningDimension, int routerDimension, int routerImages,
            List<ClassEntry> classes) {
        DetectorEntry {
            classes = List.copyOf(classes);
        }
    }

    private record ClassEntry(String name, WeibullTail tail, double thresholdDistance,
            ClassDetector.Calibration calibration) {
    }

    static Detector read(Path folder, Settings settings) {
        Path file = folder.resolve(DetectorFiles.DETECTOR);
        DetectorEntry entry = ModelJson.read(file, DetectorEntry.class, "a detector of format 1");
        Optional<Whitening> whitening = DetectorFiles.readWhitening(folder, entry.whiteningDimension());
        Candidate candidate = settings.readings().candidates().getFirst();
        Pooling pooling = settings.readings().poolings().getFirst();
        if (candidate.isWhitened() && whitening.isEmpty()) {
            throw new ModelFormatException(file, "the model has no whitening to go with it");
        }
        List<ClassDetector> classes = new ArrayList<>();
        try {
            for (ClassEntry c : entry.classes()) {
                Path statistics = folder.resolve(String.format(Locale.ROOT, "statistics/%03d.safetensors",
                    classes.size()));
                FittedModel model = new FittedModel(candidate, NativeFiles.loading(statistics,
                    () -> Normality.load(candidate.model(), statistics, whitening.orElse(null))), Optional.empty());
                classes.add(new ClassDetector(classes.size(), c.name(), new FusedStatistics(List.of(new FittedReading(
                    model, pooling, Optional.empty(), Optional.empty())), settings.readings().fusion(),
                    Optional.empty()), c.tail(), c.thresholdDistance(), c.calibration(), DistanceQuantiles.none()));
            }
        } catch (RuntimeException | Error e) {
            classes.forEach(c -> c.statistics().close());
            throw e;
        }
        return new Detector(whitening, DetectorFiles.readRouter(folder, entry.routerDimension(), entry.routerImages(),
            classes.size(), false), classes);
    }
}

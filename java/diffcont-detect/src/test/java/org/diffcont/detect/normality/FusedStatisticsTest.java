package org.diffcont.detect.normality;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.diffcont.config.Candidate;
import org.diffcont.config.Pooling;
import org.diffcont.config.ReadingsSettings.Fusion;
import org.diffcont.config.Settings;
import org.diffcont.detect.Tiny;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.FeatureSource;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.nativecore.NativeRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FusedStatisticsTest {
    private static final Settings SETTINGS = Tiny.settings("routing.rule", "nearest",
        "readings.candidates", "pixels:as_is:4/location_mahalanobis:3");
    private static final LogScale FIRST = new LogScale(1e-9, 0.5, 2);
    private static final LogScale SECOND = new LogScale(1e-9, -1, 0.25);

    private static ImageReadings images(long seed, int count) {
        return new FeatureReader(SETTINGS, Tiny.MACHINE).open(Optional.empty(), Tiny.batch(seed, count));
    }

    private static FittedModel model(String text) {
        Candidate candidate = Candidate.of(text);
        return new FittedModel(candidate, NormalityMethod.of(candidate.model()).fit(images(1, 12).features(
            FeatureSource.of(candidate.source())), null), Optional.empty());
    }

    private static FittedReading reading(FittedModel model, Pooling pooling, LogScale scale) {
        return new FittedReading(model, pooling, Optional.ofNullable(scale), Optional.empty());
    }

    /** A reading's pooled distances, by hand. */
    private static double[] pooled(FittedModel model, Pooling pooling, ImageReadings images) {
        return MapPooling.pool(pooling, model.normality().map(images.features(FeatureSource.of(
            model.candidate().source()))), model.normality().locations());
    }

    @Test
    void oneReadingsDistanceIsItsPooledDistanceWhateverTheFusion() {
        FittedModel model = model("pixels:as_is:4/location_mahalanobis:3");
        try (FusedStatistics one = new FusedStatistics(List.of(reading(model, new Pooling(0.2), null)), Fusion.MEAN,
                Optional.empty())) {
            ImageReadings probes = images(2, 9);
            assertArrayEquals(pooled(model, new Pooling(0.2), probes), one.distances(probes));
            assertEquals(Math.log(3.0 / 2), one.evidence(2, 3), 1e-12);
        }
    }

    @ParameterizedTest
    @EnumSource(Fusion.class)
    void severalReadingsAreFusedInStandardDeviationsOfTheirLogarithms(Fusion fusion) {
        FittedModel cells = model("pixels:as_is:4/location_mahalanobis:3");
        FittedModel whole = model("dct:standardised:4/pca_residual:2");
        try (FusedStatistics fused = new FusedStatistics(List.of(reading(cells, Pooling.MAX, FIRST),
                reading(whole, Pooling.MAX, SECOND), reading(cells, Pooling.MEAN, SECOND)), fusion, Optional.empty())) {
            ImageReadings probes = images(2, 9);
            double[] distances = fused.distances(probes);
            for (int i = 0; i < 9; i++) {
                double a = (Math.log(pooled(cells, Pooling.MAX, probes)[i]) - 0.5) / 2;
                double b = (Math.log(pooled(whole, Pooling.MAX, probes)[i]) + 1) / 0.25;
                double c = (Math.log(pooled(cells, Pooling.MEAN, probes)[i]) + 1) / 0.25;
                double[] sorted = DoubleStream.of(a, b, c).sorted().toArray();
                assertEquals(switch (fusion) {
                    case MAX -> sorted[2];
                    case TWO_LARGEST -> (sorted[1] + sorted[2]) / 2;
                    case MEAN -> (a + b + c) / 3;
                }, distances[i], 1e-9);
            }
            assertEquals(List.of(cells, whole), fused.models(), "a model that readings share is there once");
            assertEquals(cells.normality().bytes() + whole.normality().bytes(), fused.bytes());
            assertEquals(-1.5, fused.evidence(2, 0.5), 1e-12);
        }
    }

    @Test
    void closesEachModel() {
        long before = NativeRuntime.liveHandles();
        FittedModel cells = model("pixels:as_is:4/location_mahalanobis:3");
        FusedStatistics fused = new FusedStatistics(List.of(reading(cells, Pooling.MAX, FIRST),
            reading(cells, Pooling.MEAN, SECOND)), Fusion.MAX, Optional.empty());
        assertSame(cells, fused.models().getFirst());
        fused.close();
        assertEquals(before, NativeRuntime.liveHandles());
    }

    @Test
    void refusesNoReadingAndSeveralWithoutScales() {
        FittedModel any = new FittedModel(Candidate.of("bottleneck/whitened"), new WhitenedMean(null, new float[1]),
            Optional.empty());
        assertThrows(IllegalArgumentException.class,
            () -> new FusedStatistics(List.of(), Fusion.MAX, Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> new FusedStatistics(List.of(reading(any, Pooling.MAX, null),
            reading(any, Pooling.MEAN, FIRST)), Fusion.MAX, Optional.empty()));
    }
}

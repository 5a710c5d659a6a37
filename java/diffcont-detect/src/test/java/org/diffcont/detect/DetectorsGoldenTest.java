package org.diffcont.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diffcont.GoldenData;
import org.diffcont.config.Candidate;
import org.diffcont.config.Pooling;
import org.diffcont.detect.normality.MapPooling;
import org.diffcont.detect.normality.Normality;
import org.diffcont.detect.normality.NormalityMethod;
import org.diffcont.detect.source.Features;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class DetectorsGoldenTest {
    /** Features and models are f32. */
    private static final double RELATIVE = 2e-5;

    @TestFactory
    Stream<DynamicTest> agreesWithScikitLearn() throws IOException {
        JsonNode golden = GoldenData.read("/detect/detectors.json");
        Features normal = features(golden, "normal");
        Features tested = features(golden, "tested");
        assertEquals(2, golden.get("detectors").size());
        return golden.get("detectors").valueStream().map(expected -> DynamicTest.dynamicTest(
            expected.get("model").asText(), () -> {
                Candidate candidate = Candidate.of("levels:3/" + expected.get("model").asText());
                float[] ours;
                try (Normality model = NormalityMethod.of(candidate.model()).fit(normal, null)) {
                    ours = model.map(tested);
                }
                assertClose(expected.get("maps"), doubles(ours));
                assertClose(expected.get("scores"), MapPooling.pool(Pooling.MAX, ours, tested.locations()));
            }));
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static void assertClose(JsonNode expected, double[] ours) {
        assertEquals(expected.size(), ours.length);
        for (int i = 0; i < ours.length; i++) {
            double value = expected.get(i).asDouble();
            assertEquals(value, ours[i], RELATIVE * value, "value " + i);
        }
    }

    private static Features features(JsonNode golden, String name) {
        float[] values = floats(golden.get(name));
        int locations = golden.get("locations").asInt();
        int channels = golden.get("channels").asInt();
        return Features.of(values, values.length / (locations * channels), locations, channels);
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }
}

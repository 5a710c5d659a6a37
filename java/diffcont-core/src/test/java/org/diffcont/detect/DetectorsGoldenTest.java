package org.diffcont.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import org.diffcont.config.Candidate;
import org.diffcont.config.Pooling;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class DetectorsGoldenTest {
    /** Features and models are f32. */
    private static final double RELATIVE = 2e-5;

    @TestFactory
    Stream<DynamicTest> agreesWithScikitLearn() throws IOException {
        JsonNode golden;
        try (InputStream file = getClass().getResourceAsStream("/detect/detectors.json")) {
            golden = new ObjectMapper().readTree(file);
        }
        Features normal = features(golden, "normal");
        Features tested = features(golden, "tested");
        assertEquals(2, golden.get("detectors").size());
        return golden.get("detectors").valueStream().map(expected -> DynamicTest.dynamicTest(
            expected.get("model").asText(), () -> {
                float[] maps = floats(expected.get("maps"));
                float[] ours;
                try (Normality model = Normality.fit(
                        Candidate.of("levels:3/" + expected.get("model").asText()).model(), normal, null)) {
                    ours = model.map(tested);
                }
                assertEquals(maps.length, ours.length);
                for (int i = 0; i < maps.length; i++) {
                    assertEquals(maps[i], ours[i], RELATIVE * maps[i], "distance " + i);
                }
                // An image's score is its largest distance.
                double[] scores = MapPooling.pool(Pooling.MAX, maps, tested.locations());
                double[] ourScores = MapPooling.pool(Pooling.MAX, ours, tested.locations());
                for (int i = 0; i < scores.length; i++) {
                    assertEquals(scores[i], ourScores[i], RELATIVE * scores[i], "score " + i);
                }
            }));
    }

    private static Features features(JsonNode golden, String name) {
        float[] values = floats(golden.get(name));
        int locations = golden.get("locations").asInt();
        int channels = golden.get("channels").asInt();
        return new Features(values, values.length / (locations * channels), locations, channels);
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }
}

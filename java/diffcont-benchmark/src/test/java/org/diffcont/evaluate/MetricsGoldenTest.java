package org.diffcont.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Stream;
import org.diffcont.GoldenData;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class MetricsGoldenTest {
    private static final double EXACT = 1e-12;

    @TestFactory
    Stream<DynamicTest> agreesWithScikitLearn() throws IOException {
        JsonNode cases = GoldenData.read("/evaluate/metrics.json").get("cases");
        assertEquals(13, cases.size());
        return cases.valueStream().map(golden -> DynamicTest.dynamicTest(golden.get("name").asText(), () -> {
            double[] scores = golden.get("scores").valueStream().mapToDouble(JsonNode::asDouble).toArray();
            boolean[] anomalous = booleans(golden.get("anomalous"));
            Metrics metrics = Metrics.of(Ranking.ofScores(scores, anomalous),
                    DecisionCounts.of(booleans(golden.get("called")), anomalous));

            assertEquals(golden.get("auroc").asDouble(), metrics.auroc(), EXACT);
            assertEquals(golden.get("aupr").asDouble(), metrics.aupr(), EXACT);
            assertEquals(golden.get("aupr_chance").asDouble(), metrics.auprChance(), EXACT);
            assertEquals(golden.get("accuracy").asDouble(), metrics.accuracy(), EXACT);
            assertEquals(golden.get("f1").asDouble(), metrics.f1(), EXACT);
            assertEquals(golden.get("f1_max").asDouble(), metrics.f1Max(), EXACT);
            assertEquals(golden.get("false_positive_rate").asDouble(), metrics.falsePositiveRate(), EXACT);
            assertEquals(golden.get("true_positive_rate").asDouble(), metrics.truePositiveRate(), EXACT);
            assertEquals(golden.get("balanced_accuracy").asDouble(), metrics.balancedAccuracy(), EXACT);
            assertEquals(metrics.auroc(), RankingMetrics.auroc(scores, anomalous));
            assertEquals(metrics.aupr(), RankingMetrics.aupr(scores, anomalous));
            assertEquals(metrics.f1Max(), RankingMetrics.f1Max(scores, anomalous));
        }));
    }

    private static boolean[] booleans(JsonNode array) {
        boolean[] values = new boolean[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asBoolean();
        }
        return values;
    }
}

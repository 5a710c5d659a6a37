package org.diffcont;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;

/** What other programs computed; tests/parity has the scripts that wrote it. */
public final class GoldenData {
    private GoldenData() {
    }

    /** @param resource such as {@code /evt/weibull.json} */
    public static JsonNode read(String resource) throws IOException {
        try (InputStream file = GoldenData.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(file);
        }
    }
}

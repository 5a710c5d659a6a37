package org.diffcont.config;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.diffcont.error.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstNetworkRuleTest {
    private static final Settings FIRST = Settings.defaults().with("embedding.network", "first")
            .with("embedding.label", "none").with("routing.rule", "nearest");

    @ParameterizedTest
    @CsvSource({"embedding.label, candidate", "routing.rule, head"})
    void theFirstNetworkKnowsNoLaterClassAndSoNeitherItsLabelNorItsLogit(String key, String value) {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> FIRST.with(key, value));
        assertTrue(e.getMessage().contains(key + " = " + value) && e.getMessage().contains("embedding.network = first"),
                e.getMessage());
        FIRST.with("embedding.network", "current").with(key, value);
    }

    @Test
    void everyProfileFollowsTheRule() {
        Profiles.names().forEach(Settings::profile);
    }
}

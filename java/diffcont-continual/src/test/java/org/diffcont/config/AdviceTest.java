package org.diffcont.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.diffcont.error.ConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a message says to set is set here, and the configuration is then allowed. */
class AdviceTest {
    private static Map<String, String> keys(String text) {
        Map<String, String> keys = new HashMap<>();
        for (String key : text.split(";")) {
            keys.put(key.substring(0, key.indexOf('=')).strip(), key.substring(key.indexOf('=') + 1).strip());
        }
        return keys;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "industrial | evt.form=paper | set readings.always = [] and readings.chosen = 1, | readings.always=[]; readings.chosen=1",
        "industrial | evt.form=paper | or evt.form = libmr | evt.form=libmr",
        "training_free | evt.form=paper | set readings.chosen = 1, | readings.chosen=1",
        "demo | embedding.network=first; embedding.label=candidate | set embedding.label = none | embedding.label=none",
        "demo | embedding.network=first; embedding.label=candidate | or embedding.network = current | embedding.network=current",
        "demo | embedding.network=first; routing.rule=head | embedding.network = current | embedding.network=current",
        "demo | strategy.name=independent; routing.rule=head; embedding.network=current | set routing.rule = nearest | routing.rule=nearest",
        "demo | strategy.name=naive; statistics.old_classes=refit | set it to keep | statistics.old_classes=keep",
        "demo | data.image_size=128 | set both alike | network.image_size=128",
        "demo | data.image_size=128 | or replay.per_class = 0 | replay.per_class=0; statistics.old_classes=keep",
    })
    void whatAMessageSaysToSetHelps(String profile, String wrong, String advice, String right) {
        ConfigurationException e = assertThrows(ConfigurationException.class,
            () -> Settings.read(profile, null, keys(wrong)), profile + ", " + wrong);
        assertTrue(e.getMessage().contains(advice), e.getMessage());
        Map<String, String> both = keys(wrong);
        both.putAll(keys(right));
        assertDoesNotThrow(() -> Settings.read(profile, null, both), profile + ", " + both);
    }
}

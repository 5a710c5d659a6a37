package org.diffcont.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.diffcont.machine.Machine;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
    private static final String COMMAND = "mvn -pl java/diffcont-benchmark -am test -Dtest=ConfigurationPageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Ddiffcont.write.docs=true";

    @Test
    void committedPagesAreTheRegistrys() throws IOException {
        isCommitted("docs/configuration.md", ConfigurationPage.first());
        isCommitted("docs/configuration-expert.md", ConfigurationPage.expert());
    }

    @Test
    void theFirstPageHasAtMostThirtyFiveKeysAndBothTogetherHaveAll() {
        List<String> first = keys(ConfigurationPage.first());
        List<String> all = new ArrayList<>(keys(ConfigurationPage.expert()));
        assertTrue(first.size() <= 35, () -> first.size() + " keys");
        all.addAll(first);
        assertEquals(Stream.concat(Keys.all().stream(), Machine.KEYS.keys().stream()).map(Key::name).sorted().toList(),
                all.stream().sorted().toList());
    }

    private static List<String> keys(String page) {
        return Pattern.compile("^\\| `([a-z0-9_.]+)`(?: \\*free\\*)? \\|.*\\|.*\\|.*\\|.*\\|$", Pattern.MULTILINE).matcher(page)
                .results().map(found -> found.group(1)).toList();
    }

    private static void isCommitted(String name, String markdown) throws IOException {
        Path page = Path.of(System.getProperty("diffcont.root", "../..")).resolve(name);
        if (Boolean.getBoolean("diffcont.write.docs")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, markdown);
        }
        String committed = Files.exists(page) ? Files.readString(page) : "";
        assertEquals(markdown, committed, name + " is out of date; write it with: " + COMMAND);
    }
}

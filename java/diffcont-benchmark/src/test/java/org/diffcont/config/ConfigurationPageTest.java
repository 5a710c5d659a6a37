package org.diffcont.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
    private static final String COMMAND = "mvn -pl java/diffcont-benchmark -am test -Dtest=ConfigurationPageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Ddiffcont.write.docs=true";

    @Test
    void committedPageIsTheRegistrys() throws IOException {
        Path page = Path.of(System.getProperty("diffcont.root", "../..")).resolve("docs/configuration.md");
        if (Boolean.getBoolean("diffcont.write.docs")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, ConfigurationPage.markdown());
        }
        String committed = Files.exists(page) ? Files.readString(page) : "";
        assertEquals(ConfigurationPage.markdown(), committed, "docs/configuration.md is out of date; write it with: "
                + COMMAND);
    }
}

package org.diffcont.operation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class VersionTest {
    @Test
    void versionIsTheMavenProjects() throws IOException {
        String pom = Files.readString(Path.of(System.getProperty("diffcont.root", "../..")).resolve("pom.xml"));
        assertTrue(
                pom.contains("<artifactId>diffcont-parent</artifactId>\n  <version>" + Version.NUMBER + "</version>"),
                "org.diffcont.operation.Version and pom.xml must name the same version");
    }
}

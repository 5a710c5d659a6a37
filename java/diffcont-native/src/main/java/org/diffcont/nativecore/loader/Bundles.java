package org.diffcont.nativecore.loader;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The jars with libraries that a class loader sees. */
interface Bundles {
    /** Each jar with libraries names its platform in a file of this name. */
    String INDEX = "META-INF/diffcont-libraries";

    /** Opens a resource by its whole name; null when there is none. */
    InputStream open(String name) throws IOException;

    /** The platforms that there are libraries for. */
    List<String> platforms() throws IOException;

    static Bundles of(ClassLoader loader) {
        return new Bundles() {
            @Override
            public InputStream open(String name) throws IOException {
                return loader.getResourceAsStream(name);
            }

            @Override
            public List<String> platforms() throws IOException {
                List<String> platforms = new ArrayList<>();
                for (URL index : Collections.list(loader.getResources(INDEX))) {
                    try (InputStream text = index.openStream()) {
                        platforms.add(new String(text.readAllBytes(), StandardCharsets.UTF_8).strip());
                    }
                }
                return platforms;
            }
        };
    }
}

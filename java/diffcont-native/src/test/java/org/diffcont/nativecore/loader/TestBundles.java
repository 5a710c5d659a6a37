package org.diffcont.nativecore.loader;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Jars that a test fills. */
final class TestBundles implements Bundles {
    final Map<String, byte[]> resources = new HashMap<>();

    static TestBundles none() {
        return new TestBundles();
    }

    static TestBundles of(String platform, String glibc, Map<String, byte[]> files) {
        TestBundles bundles = new TestBundles();
        bundles.resources.putAll(StubLibraries.resources(platform, glibc, files));
        return bundles;
    }

    @Override
    public InputStream open(String name) {
        byte[] content = resources.get(name);
        return content == null ? null : new ByteArrayInputStream(content);
    }

    @Override
    public List<String> platforms() {
        byte[] index = resources.get(INDEX);
        return index == null ? List.of() : List.of(new String(index).strip());
    }
}

package org.diffcont.nativecore.loader;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * Libraries carried inside a jar, in {@code org/diffcont/native/<os>-<architecture>/}: {@code files.sha256} lists them,
 * {@code platform.properties} says what they need. A jar of another flavour, such as one with CUDA, has them in the same
 * folder; the class path has one of them.
 */
final class BundledLibrary {
    private static final String PLATFORM = "platform.properties";
    private static final String GLIBC = "glibc";

    private final Bundles bundles;
    private final Platform platform;
    private final String folder;

    BundledLibrary(Bundles bundles, Platform platform) {
        this.bundles = Objects.requireNonNull(bundles, "bundles");
        this.platform = Objects.requireNonNull(platform, "platform");
        this.folder = "org/diffcont/native/" + platform.name() + "/";
    }

    /** The folder in the jar, where the libraries for this platform would be. */
    String place() {
        return folder;
    }

    /**
     * The libraries for this platform.
     *
     * @throws LibraryFailure when there are none, or they do not run here
     */
    FileList files() throws LibraryFailure {
        try {
            Optional<String> list = text(FileList.NAME);
            if (list.isEmpty()) {
                throw new LibraryFailure(none(bundles.platforms()));
            }
            Properties needs = new Properties();
            needs.load(new StringReader(text(PLATFORM).orElse("")));
            String glibc = needs.getProperty(GLIBC, "");
            if (!glibc.isEmpty() && !platform.hasGlibc(glibc)) {
                throw new LibraryFailure(platform.glibcAdvice(glibc));
            }
            return FileList.parse(list.get());
        } catch (IOException failure) {
            throw new LibraryFailure("the jar cannot be read: " + failure, failure);
        }
    }

    /** Opens one of the libraries. */
    InputStream open(String name) throws IOException, LibraryFailure {
        InputStream content = bundles.open(folder + name);
        if (content == null) {
            throw new LibraryFailure(name + " is listed in " + FileList.NAME + " but missing from the jar");
        }
        return content;
    }

    private String none(List<String> others) {
        return "no jar on the class path carries libraries for this platform" + (others.isEmpty() ? ""
                : "; there are some for " + String.join(", ", others) + ", but this Java runs on " + platform.name());
    }

    private Optional<String> text(String name) throws IOException {
        try (InputStream content = bundles.open(folder + name)) {
            return content == null ? Optional.empty()
                    : Optional.of(new String(content.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}

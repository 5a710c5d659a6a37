package org.diffcont.nativecore.loader;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffcont.nativecore.NetworkLibrary;

/** Run in a process of its own by {@link BundledProcessTest}: says it is ready, waits for a byte, loads the library. */
public final class LoadInProcess {
    private LoadInProcess() {
    }

    /** @param arguments {@code twice} to load it from a second class loader too */
    public static void main(String[] arguments) throws Exception {
        System.out.println("ready");
        System.in.read();
        System.out.println("loaded " + NetworkLibrary.describe().library().isPresent() + " "
            + NetworkLibrary.describe());
        if (arguments.length > 0) {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
            try (URLClassLoader second = new URLClassLoader(urls.toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader())) {
                System.out.println("second " + second.loadClass(NetworkLibrary.class.getName()).getMethod("describe")
                    .invoke(null));
            }
        }
    }
}

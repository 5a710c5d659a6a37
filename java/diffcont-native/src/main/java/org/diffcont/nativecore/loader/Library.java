package org.diffcont.nativecore.loader;

import java.util.List;

/** The native libraries, each with a C interface of its own. */
enum Library {
    /** Reads images and learns what is normal; needs OpenMP's runtime and nothing else. */
    DETECT("libdiffcont_detect.so", "dc_abi_version", 6, false),
    /** Networks, a user's own backbone and GPUs, on libtorch. */
    NETWORK("libdiffcont_network.so", "dcn_abi_version", 5, true);

    /** OpenMP's runtime: one for both libraries, so that they share threads. */
    static final String OPENMP = "libgomp.so.1";

    private final String file;
    private final String versionFunction;
    private final int version;
    private final boolean needsLibtorch;

    Library(String file, String versionFunction, int version, boolean needsLibtorch) {
        this.file = file;
        this.versionFunction = versionFunction;
        this.version = version;
        this.needsLibtorch = needsLibtorch;
    }

    String file() {
        return file;
    }

    /** The function that gives the version of the library's interface. */
    String versionFunction() {
        return versionFunction;
    }

    /** The version that the bindings were generated from; a test holds the two together. */
    int version() {
        return version;
    }

    boolean needsLibtorch() {
        return needsLibtorch;
    }

    /** Of libraries that lie together, those that are opened before this one, in order. */
    List<String> before(List<String> names) {
        return names.stream().filter(name -> needsLibtorch ? !isOurs(name) : name.equals(OPENMP)).toList();
    }

    private static boolean isOurs(String name) {
        return name.equals(DETECT.file) || name.equals(NETWORK.file);
    }
}

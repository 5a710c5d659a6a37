package org.diffcont.nativecore;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Run in a process of its own by {@link LibrariesTest}: all that the detect library does, then a network. */
public final class DetectsWithoutLibtorch {

    private DetectsWithoutLibtorch() {
    }

    /** Whether a file of libtorch is mapped into this process. */
    private static boolean libtorchIsThere() throws Exception {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.anyMatch(line -> line.matches(".*/lib(torch|c10|openblas)[^/]*"));
        }
    }

    public static void main(String[] arguments) throws Exception {
        NativeRuntime.setThreads(1);
        NativeRuntime.setDevice("cpu", false);
        float[] noise = new float[4 * 3 * 32 * 32];
        Noise.fill(1, 2, noise);
        ImageFeatures features = new ImageFeatures(ImageFeatures.Kind.FILTER_BANK, ImageFeatures.Exposure.AS_IS, 32, 4);
        float[] values = features.read(noise, 4);
        for (NormalityKind kind : NormalityKind.values()) {
            try (NormalityModel model = NormalityModel.fit(kind, 3, values, 4, 16, 40)) {
                model.map(values, 4, 16, 40);
            }
        }
        Distances.squared(noise, 2, 8, null, null, noise, 3);
        Distances.effectiveRank(noise, 4, 8);
        NativeRuntime.describeJson();
        NativeRuntime.liveHandles();
        System.out.println("libtorch after detecting: " + libtorchIsThere());
        Network.create(Examples.CONFIG, 1).close();
        System.out.println("libtorch after a network: " + libtorchIsThere());
        Matcher threads = Pattern.compile("\"threads\":(\\d+)").matcher(NativeRuntime.describeNetworkJson());
        System.out.println("threads of the network library: " + (threads.find() ? threads.group(1) : "unknown"));
    }
}

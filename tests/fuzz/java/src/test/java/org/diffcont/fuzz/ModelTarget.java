package org.diffcont.fuzz;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.diffcont.config.Settings;
import org.diffcont.detect.TrainingImages;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.error.UserException;
import org.diffcont.files.Sha256;
import org.diffcont.files.TensorFile;
import org.diffcont.image.ImageBatch;
import org.diffcont.machine.Machine;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.Origin;
import org.diffcont.nativecore.NativeRuntime;
import org.diffcont.progress.TaskContext;
import org.diffcont.strategy.DiffContStrategy;
import org.diffcont.strategy.LearnerFiles;
import org.diffcont.strategy.LearnerState;

/**
 * A model folder in which one file holds any bytes; the first byte says which. The hashes are made to fit, as whoever
 * forges a model would, so that the bytes reach their reader. Loading, showing the history and verifying leave no
 * native object behind.
 */
public final class ModelTarget implements Target {
    private static final List<String> FILES = List.of("detector.json", "config.yaml", "history.json", "self_test.json",
        "router.safetensors", "statistics/000/class.safetensors", "statistics/000/00.safetensors", "exemplars/000.safetensors",
        "manifest.json", "CURRENT");
    private static final String MANIFEST = "manifest.json";
    private static final int SIDE = 16;
    private static final int SIZE = 3 * SIDE * SIDE;
    private static final int IMAGES = 12;
    private static final Machine MACHINE = Machine.defaults().withThreads(1);
    /** After the constants that it uses. */
    static final ModelTarget INSTANCE = new ModelTarget();

    private final ObjectMapper json = new ObjectMapper();
    private final Path folder = Scratch.folder("model").resolve("model");
    private final ModelFolder model = new ModelFolder(folder);
    private final Path version;
    private final Map<String, byte[]> good = new LinkedHashMap<>();

    private ModelTarget() {
        MACHINE.take();
        Settings settings = settings();
        try (FeatureReader reader = new FeatureReader(settings, MACHINE);
                LearnerState state = new DiffContStrategy(settings, reader).learn(null,
                    List.of(TrainingImages.of("gear", ImageBatch.of(images(), IMAGES, SIDE), settings)),
                    TaskContext.none()).state()) {
            model.commit(LearnerFiles.model(state, settings), settings, MACHINE, Origin.of(Origin.LEARN, "fuzz",
                List.of(new Origin.UsedImages("gear", List.of("0".repeat(64))))),
                LearnerFiles.attachment(state, settings));
        }
        version = model.currentPath();
        version.resolve("exemplars").toFile().mkdir();
        new TensorFile(Map.of(), Map.of("images", new TensorFile.Bytes(List.of(2, 3, SIDE, SIDE), new byte[2 * SIZE])))
            .write(place("exemplars/000.safetensors"));
        FILES.forEach(name -> good.put(name, Scratch.read(place(name))));
    }

    private static Settings settings() {
        return Settings.read(null, null, Map.of("data.image_size", Integer.toString(SIDE),
            "readings.candidates", "pixels:as_is:4/pca_residual:2,dct:as_is:4/diagonal", "readings.poolings", "max",
            "readings.pose", "as_is", "routing.source", "pixels:as_is:4", "run.self_test_images", "1"));
    }

    private static float[] images() {
        SplittableRandom random = new SplittableRandom(1);
        float[] images = new float[IMAGES * SIZE];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) Math.sin(i % SIZE) * 0.7f + (float) random.nextDouble(-0.3, 0.3);
        }
        return images;
    }

    private Path place(String name) {
        return name.equals("CURRENT") ? folder.resolve(name) : version.resolve(name);
    }

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        INSTANCE.run(input);
    }

    @Override
    public boolean run(byte[] input) throws IOException {
        if (input.length == 0) {
            return false;
        }
        String name = FILES.get(Byte.toUnsignedInt(input[0]) % FILES.size());
        forge(name, Arrays.copyOfRange(input, 1, input.length));
        long handles = NativeRuntime.liveHandles();
        boolean read;
        try {
            read = isRead(this::load) & isRead(model::history) & isRead(() -> model.verify(false, MACHINE));
        } finally {
            for (String changed : List.of(name, MANIFEST, "CURRENT")) {
                Scratch.write(place(changed), good.get(changed));
            }
        }
        if (NativeRuntime.liveHandles() != handles) {
            throw new AssertionError("native objects were left behind");
        }
        return read;
    }

    /** What detection reads, and then what goes along with it. */
    private void load() {
        try (ModelFolder.Stored stored = model.load(MACHINE)) {
            LearnerFiles.read(stored, MACHINE);
        }
    }

    private static boolean isRead(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (UserException _) {
            return false;
        }
    }

    private void forge(String name, byte[] content) throws IOException {
        Scratch.write(place(name), content);
        if (name.equals("CURRENT")) {
            return;
        }
        if (!name.equals(MANIFEST)) {
            ObjectNode manifest = (ObjectNode) json.readTree(good.get(MANIFEST));
            manifest.withObjectProperty("files").putObject(name).put("bytes", content.length)
                .put("sha256", Sha256.of(content));
            Scratch.write(place(MANIFEST), json.writeValueAsBytes(manifest));
        }
        Scratch.write(place("CURRENT"), ("0001 " + Sha256.of(place(MANIFEST)) + "\n").getBytes(
            StandardCharsets.US_ASCII));
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < FILES.size(); i++) {
            seeds.add(Target.choice(i, good.get(FILES.get(i))));
        }
        return seeds;
    }
}

package org.diffcont.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.diffcont.dataset.TestImage;
import org.diffcont.error.ModelException;
import org.diffcont.evaluate.SamePictures;
import org.diffcont.files.AtomicFiles;
import org.diffcont.image.ImageBatch;
import org.diffcont.image.LoadedImages;

/**
 * Finds pictures that are in training and test, or in either of them twice, by a checksum of what the detector sees.
 * Those of training are written to a file: a run that goes on later does not load them again.
 */
final class SamePictureSearch {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path dataRoot;
    private final Path file;
    /** Training images, by checksum and in the order in which they were learned. */
    private final Map<String, List<String>> training;
    private final Map<Path, String> testSums = new LinkedHashMap<>();
    private final Map<Path, TestImage> tests = new LinkedHashMap<>();
    private final Map<Path, SamePictures.Pair> pairs = new LinkedHashMap<>();
    /** One image's samples; to allocate it anew takes longer than the checksums. */
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    /** @param file  holds the training images that were learned before, or does not exist */
    SamePictureSearch(Path dataRoot, Path file) {
        this.dataRoot = dataRoot;
        this.file = file;
        try {
            training = Files.exists(file)
                ? JSON.readValue(file.toFile(), new TypeReference<TreeMap<String, List<String>>>() { }) : new TreeMap<>();
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read as checksums of training images (" + e.getMessage()
                .lines().findFirst().orElse("") + "); restore it from a backup or begin a new run", e);
        }
    }

    /** Notes training images that are learned now, and writes them down; those that are noted already are passed over. */
    void learn(LoadedImages images) {
        List<Path> paths = images.paths();
        for (int i = 0; i < images.count(); i++) {
            List<String> same = training.computeIfAbsent(checksum(images.images(), i), _ -> new ArrayList<>());
            String name = name(paths.get(i));
            if (!same.contains(name)) {
                same.add(name);
            }
        }
        try {
            AtomicFiles.write(file, JSON.writeValueAsString(training) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can always be written as JSON", e);
        }
    }

    /** Notes test images. */
    void test(List<TestImage> images, ImageBatch pictures) {
        for (int i = 0; i < images.size(); i++) {
            testSums.put(images.get(i).path(), checksum(pictures, i));
            tests.put(images.get(i).path(), images.get(i));
        }
    }

    /** Whether a test image that was noted is among the training images learned so far. */
    boolean isInTraining(TestImage image) {
        return training.containsKey(testSums.get(image.path()));
    }

    /** What was found so far. */
    SamePictures found(boolean leftOut) {
        int withinTraining = training.values().stream().mapToInt(same -> same.size() - 1).sum();
        int withinTest = 0;
        int bothKinds = 0;
        Map<String, boolean[]> kinds = new LinkedHashMap<>();
        List<SamePictures.Pair> inTraining = new ArrayList<>();
        for (TestImage image : tests.values()) {
            String sum = testSums.get(image.path());
            boolean[] seen = kinds.computeIfAbsent(sum, _ -> new boolean[2]);
            withinTest += seen[0] || seen[1] ? 1 : 0;
            bothKinds += seen[image.anomalous() ? 0 : 1] ? 1 : 0;
            seen[image.anomalous() ? 1 : 0] = true;
            if (isInTraining(image)) {
                inTraining.add(pairs.computeIfAbsent(image.path(), test -> pair(test, training.get(sum).getFirst())));
            }
        }
        return new SamePictures(inTraining, leftOut, withinTraining, withinTest, bothKinds);
    }

    private SamePictures.Pair pair(Path test, String learned) {
        boolean sameFile;
        try {
            sameFile = Files.mismatch(test, dataRoot.resolve(learned)) < 0;
        } catch (IOException e) {
            sameFile = false;
        }
        return new SamePictures.Pair(name(test), learned,
            sameFile ? SamePictures.Same.FILE : SamePictures.Same.PIXELS);
    }

    private String name(Path image) {
        return dataRoot.relativize(image).toString();
    }

    /** 64 bits: two checksums that processors compute in a fraction of the time that decoding takes. */
    private String checksum(ImageBatch images, int index) {
        float[] samples = images.image(index);
        if (bytes.capacity() != samples.length * Float.BYTES) {
            bytes = ByteBuffer.allocate(samples.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        }
        bytes.asFloatBuffer().put(samples);
        CRC32 one = new CRC32();
        one.update(bytes.array());
        CRC32C two = new CRC32C();
        two.update(bytes.array());
        return String.format("%08x%08x", one.getValue(), two.getValue());
    }
}

package org.diffcont.image;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Images of one size, in the order of the list they were asked for in.
 *
 * @param inputs   where each loaded image came from
 * @param facts    what each loaded image was before it was resized
 * @param sha256   of each loaded image's file, in hexadecimal; of a picture the hash of its resized samples, as
 *                 little-endian floats; empty where hashes were not asked for
 * @param skipped  those left out, in list order
 */
public record LoadedImages(ImageBatch images, List<ImageInput> inputs, List<ImageFacts> facts, List<String> sha256,
        List<SkippedImage> skipped) {
    public LoadedImages {
        inputs = List.copyOf(inputs);
        facts = List.copyOf(facts);
        sha256 = List.copyOf(sha256);
        skipped = List.copyOf(skipped);
        if (images.count() != inputs.size() || images.count() != facts.size()) {
            throw new IllegalArgumentException(inputs.size() + " inputs are not " + images.count() + " images");
        }
    }

    /** The images at some indices, in their order; what was skipped stays. */
    public LoadedImages select(int[] indices) {
        return new LoadedImages(images.select(indices), Arrays.stream(indices).mapToObj(inputs::get).toList(),
            Arrays.stream(indices).mapToObj(facts::get).toList(),
            sha256.isEmpty() ? sha256 : Arrays.stream(indices).mapToObj(sha256::get).toList(), skipped);
    }

    /** How many images were loaded. */
    public int count() {
        return inputs.size();
    }

    /**
     * The most bits that samples of images stored with more than 8 were taken as, see {@link BitsRule}; 16 is the whole
     * range of a file of 16 bits, and 0 says that there are no such images.
     */
    public int bits() {
        return facts.stream().filter(ImageFacts::deep).mapToInt(ImageFacts::takenBits).max().orElse(0);
    }

    /** The loaded images' files; all must be files. */
    public List<Path> paths() {
        return inputs.stream().map(input -> ((ImageInput.File) input).path()).toList();
    }
}

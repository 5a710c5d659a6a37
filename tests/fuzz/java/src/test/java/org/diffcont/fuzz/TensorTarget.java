package org.diffcont.fuzz;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.diffcont.error.UserException;
import org.diffcont.files.TensorFile;

/** Any bytes behind the first one as a tensor file that Java reads by itself. */
public final class TensorTarget implements Target {
    static final TensorTarget INSTANCE = new TensorTarget();

    private final Path file = Scratch.folder("tensor").resolve("tensor.safetensors");

    public static void fuzzerTestOneInput(byte[] input) {
        INSTANCE.run(input);
    }

    @Override
    public boolean run(byte[] input) {
        if (input.length == 0) {
            return false;
        }
        Scratch.write(file, Arrays.copyOfRange(input, 1, input.length));
        try {
            TensorFile.read(file).write(file);
            TensorFile.read(file);
            return true;
        } catch (UserException _) {
            return false;
        }
    }

    @Override
    public List<byte[]> seeds() {
        new TensorFile(Map.of("mean", new float[] {1, 2, 3}, "inverse_std", new float[] {4})).write(file);
        byte[] vectors = Scratch.read(file);
        new TensorFile(Map.of(), Map.of("images", new TensorFile.Bytes(List.of(2, 3, 2, 2), new byte[24]))).write(file);
        return List.of(Target.choice(0, vectors), Target.choice(1, Scratch.read(file)));
    }
}

package org.diffcont.detect.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.diffcont.config.TrunkSettings;
import org.diffcont.error.ConfigurationException;
import org.diffcont.image.AreaResize;
import org.diffcont.image.Image;
import org.diffcont.image.ImageBatch;
import org.diffcont.machine.Machine;
import org.diffcont.machine.Workers;
import org.diffcont.nativecore.NativeException;
import org.diffcont.nativecore.Precision;
import org.diffcont.nativecore.Trunk;

/** Reads images with the trunk, which is opened when it is first needed. Several threads may read at once. */
final class TrunkReader implements AutoCloseable {
    /** Images handed over at once. */
    private static final int BATCH = 16;

    private final TrunkSettings settings;
    private final Machine machine;
    private Opened opened;

    TrunkReader(TrunkSettings settings, Machine machine) {
        this.settings = settings;
        this.machine = machine;
    }

    private record Opened(TrunkFile file, Trunk trunk) {
    }

    /** A block's output on a grid. */
    private record Output(int block, int cells) {
    }

    /** The outputs that some sources need, each once, and where each begins among an image's values. */
    private record Plan(TrunkFile file, Map<Output, Integer> begins, int values) {
        static Plan of(TrunkFile file, List<TrunkSource> sources) {
            Map<Output, Integer> begins = new LinkedHashMap<>();
            int end = 0;
            for (TrunkSource source : sources) {
                for (int block : source.blocks()) {
                    Output output = new Output(block, source.cells());
                    if (begins.putIfAbsent(output, end) == null) {
                        end = Math.addExact(end, output.cells() * output.cells() * file.blocks().get(block).channels());
                    }
                }
            }
            return new Plan(file, begins, end);
        }

        int[] blocks() {
            return begins.keySet().stream().mapToInt(Output::block).toArray();
        }

        int[] cells() {
            return begins.keySet().stream().mapToInt(Output::cells).toArray();
        }

        /** A source's features: in each cell its blocks' channels, one block after another. */
        Features features(TrunkSource source, float[] read, int count) {
            int channels = source.blocks().stream().mapToInt(block -> file.blocks().get(block).channels()).sum();
            int locations = source.cells() * source.cells();
            float[][] rows = new float[count][locations * channels];
            for (int i = 0; i < count; i++) {
                int first = 0;
                for (int block : source.blocks()) {
                    int width = file.blocks().get(block).channels();
                    int from = i * values + begins.get(new Output(block, source.cells()));
                    for (int location = 0; location < locations; location++) {
                        System.arraycopy(read, from + location * width, rows[i], location * channels + first, width);
                    }
                    first += width;
                }
            }
            return new Features(rows, locations, channels);
        }
    }

    /**
     * What sources of one size read, in one pass over each image.
     *
     * @param images  of the sources' size, or others, which are resampled
     * @return for each source, in order
     * @throws org.diffcont.error.ModelException when the file is not the one that was pinned
     * @throws ConfigurationException            when it cannot be used, or does not have what the sources need
     */
    List<Features> read(ImageBatch images, List<TrunkSource> sources) {
        int side = sources.getFirst().side(images.size());
        Opened open = open();
        sources.forEach(source -> source.check(open.file(), side));
        Plan plan = Plan.of(open.file(), sources);
        List<List<Features>> parts = sources.stream().map(_ -> (List<Features>) new ArrayList<Features>()).toList();
        for (int from = 0; from < images.count(); from += BATCH) {
            ImageBatch batch = resampled(images.range(from, Math.min(images.count(), from + BATCH)), side);
            float[] read = open.trunk().read(batch.values(), batch.count(), side, plan.blocks(), plan.cells(),
                plan.values());
            for (int s = 0; s < sources.size(); s++) {
                parts.get(s).add(plan.features(sources.get(s), read, batch.count()));
            }
        }
        return parts.stream().map(Features::join).toList();
    }

    private ImageBatch resampled(ImageBatch images, int side) {
        if (images.size() == side) {
            return images;
        }
        return Workers.run(machine, () -> new ImageBatch(IntStream.range(0, images.count()).parallel().mapToObj(i ->
            AreaResize.resize(new Image(images.size(), images.size(), images.image(i)), side, side).values())
            .toArray(float[][]::new), side));
    }

    private synchronized Opened open() {
        if (opened == null) {
            TrunkFile file = Trunks.find(settings);
            try {
                opened = new Opened(file, Trunk.load(file.path(), switch (settings.precision()) {
                    case F32 -> Precision.F32;
                    case BF16 -> Precision.BF16;
                }));
            } catch (NativeException e) {
                throw switch (e.status()) {
                    case IO, FORMAT -> new ConfigurationException("the trunk cannot be used: " + e.getMessage()
                        + "; it has to be a file as third_party/trunk/convert writes it", e);
                    default -> e;
                };
            }
        }
        return opened;
    }

    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.trunk().close();
            opened = null;
        }
    }
}

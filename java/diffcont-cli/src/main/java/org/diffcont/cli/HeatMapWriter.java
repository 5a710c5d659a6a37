package org.diffcont.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.diffcont.heatmap.HeatMapFiles;
import org.diffcont.image.ImageDecoder;
import org.diffcont.image.ImageReading;
import org.diffcont.error.UnreadableImageException;
import org.diffcont.operation.ImageScore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the heat maps of scored files into a folder. */
final class HeatMapWriter {
    private static final Logger LOG = LoggerFactory.getLogger(HeatMapWriter.class);

    private final HeatMapFiles files;
    private final ImageReading reading;
    private final Set<String> withoutMap = new HashSet<>();

    HeatMapWriter(Path folder, boolean raw, ImageReading reading) {
        this.files = new HeatMapFiles(folder, raw);
        this.reading = reading;
    }

    /** The picture's file; empty where there is no heat map. */
    Optional<Path> write(ImageScore score) {
        if (!(score instanceof ImageScore.Scored scored)) {
            return Optional.empty();
        }
        if (scored.heatMap().isEmpty()) {
            if (withoutMap.add(scored.className())) {
                LOG.warn("class {} has no heat maps: its readings see an image as a whole", scored.className());
            }
            return Optional.empty();
        }
        try {
            return Optional.of(files.write(scored.path(), ImageDecoder.decode(scored.path(), reading),
                    scored.className(), scored.verdict().word(), scored.decision(), scored.heatMap().get()));
        } catch (UnreadableImageException e) {
            LOG.warn("no heat map: the image has changed since it was scored: {}", e.getMessage());
            return Optional.empty();
        }
    }
}

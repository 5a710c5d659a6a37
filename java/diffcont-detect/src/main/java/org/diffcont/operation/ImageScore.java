package org.diffcont.operation;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffcont.detect.Decision;
import org.diffcont.heatmap.ZMap;
import org.diffcont.image.ImageInput;

/** What became of one image that was to be scored. */
public sealed interface ImageScore {
    ImageInput input();

    Verdict verdict();

    /** The image's path; for files alone. */
    default Path path() {
        return ((ImageInput.File) input()).path();
    }

    /**
     * A score.
     *
     * @param className  the class that decided
     * @param known      whether it shows one of the learned products; if not, {@code className} is the nearest
     * @param decision   what the distance says
     * @param reason     why the verdict is an alarm; empty when it is none
     * @param warnings   what may make the score mean less: a sentence each
     * @param heatMap    where the class sees something unusual; empty where none was asked for, or the class's readings
     *     see the image as a whole
     */
    record Scored(ImageInput input, String className, boolean known, Decision decision, Verdict verdict,
            Optional<String> reason, List<String> warnings, Optional<ZMap> heatMap) implements ImageScore {
        public Scored {
            warnings = List.copyOf(warnings);
        }

        /** The same as an alarm, for one more reason. */
        Scored alarming(String why) {
            return new Scored(input, className, known, decision,
                verdict == Verdict.NORMAL ? Verdict.ANOMALOUS : verdict,
                Optional.of(reason.map(r -> why + "; " + r).orElse(why)), warnings, heatMap);
        }
    }

    /** Something that gives no image, with the one-line reason. */
    record Unreadable(ImageInput input, String why) implements ImageScore {
        @Override
        public Verdict verdict() {
            return Verdict.REJECTED;
        }
    }
}

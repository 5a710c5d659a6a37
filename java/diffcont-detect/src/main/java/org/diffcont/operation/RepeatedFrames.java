package org.diffcont.operation;

import java.util.ArrayList;
import java.util.List;
import org.diffcont.image.LoadedImages;

/** Tells a camera that hangs: in a stream, an image with the same bytes as the one before is an alarm. */
public final class RepeatedFrames {
    private String last = "";

    /**
     * The scores, with the repeated frames as alarms.
     *
     * @param loaded  the images in the order of the stream, with hashes
     * @param scores  of the images, and of those that could not be read
     */
    public List<ImageScore> in(LoadedImages loaded, List<ImageScore> scores) {
        List<ImageScore> all = new ArrayList<>(scores.size());
        int next = 0;
        for (ImageScore score : scores) {
            if (score instanceof ImageScore.Scored scored) {
                String hash = loaded.sha256().get(next++);
                all.add(hash.equals(last) ? scored.alarming("repeated frame (the same bytes as the image before)")
                    : scored);
                last = hash;
            } else {
                all.add(score);
            }
        }
        return all;
    }
}

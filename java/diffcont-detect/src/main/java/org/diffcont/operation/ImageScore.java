package org.diffcont.operation;

import java.util.Optional;
import org.diffcont.detect.Decision;
import org.diffcont.heatmap.HeatMap;

/**
 * What a model says of one image.
 *
 * @param className  the class that decided
 * @param unknown    whether it shows none of the learned products; {@code className} is then the nearest
 * @param heatMap    where the class sees something unusual; empty where none was asked for, or the class's readings
 *     see the image as a whole
 */
public record ImageScore(String className, boolean unknown, Decision decision, Optional<HeatMap> heatMap) {
}

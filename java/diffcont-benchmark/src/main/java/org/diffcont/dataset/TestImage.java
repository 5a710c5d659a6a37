package org.diffcont.dataset;

import java.nio.file.Path;
import java.util.List;

/**
 * One test image.
 *
 * @param defectType the folder it lies in
 * @param anomalous whether it shows a defect
 * @param masks pictures of the defect's pixels, which add up; empty where there is none
 */
public record TestImage(Path path, String defectType, boolean anomalous, List<Path> masks) {
    public TestImage {
        masks = List.copyOf(masks);
    }
}

package org.diffcont.dataset;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One test image.
 *
 * @param defectType the folder it lies in, {@value #GOOD} for normals
 * @param anomalous whether it shows a defect
 * @param mask the picture of the defect's pixels, where there is one
 */
public record TestImage(Path path, String defectType, boolean anomalous, Optional<Path> mask) {
    /** The folder name of normal images. */
    public static final String GOOD = "good";
}

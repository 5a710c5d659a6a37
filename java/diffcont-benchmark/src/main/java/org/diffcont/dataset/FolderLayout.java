package org.diffcont.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.diffcont.image.Folders;

/**
 * How a category's images lie in its folders: {@code train/<normal>}, {@code test/<normal>}, {@code test/<defect>}, with
 * the differences below. Several may fit; the first one that does is taken.
 */
enum FolderLayout {
    /** The pictures lie one level deeper, in {@code rgb} beside {@code xyz}, the masks in {@code gt} beside them. */
    MVTEC_3D("MVTec 3D-AD", "train/good/rgb") {
        @Override
        boolean fits(Path category, NormalFolders normal) {
            return anyFolder(category.resolve("train"), normal.names(), RGB);
        }

        @Override
        Path images(Path typeFolder) {
            return typeFolder.resolve(RGB);
        }

        @Override
        Path masks(Path category, String type) {
            return category.resolve("test").resolve(type).resolve("gt");
        }
    },
    /** As MVTec AD; a test image has a folder of masks. */
    MVTEC_LOCO("MVTec LOCO AD", "train/good with test/logical_anomalies or test/structural_anomalies") {
        @Override
        boolean fits(Path category, NormalFolders normal) {
            return MVTEC_AD.fits(category, normal) && anyFolder(category.resolve("test"),
                    List.of("logical_anomalies", "structural_anomalies"), "");
        }
    },
    /** Masks in {@code ground_truth/<defect>}. */
    MVTEC_AD("MVTec AD", "train/good") {
        @Override
        boolean fits(Path category, NormalFolders normal) {
            return anyFolder(category.resolve("train"), normal.names(), "");
        }
    },
    /** As MVTec AD, but {@code ok} is normal and {@code ko} defective. */
    BTAD("BTAD", "train/ok with test/ko") {
        @Override
        boolean fits(Path category, NormalFolders normal) {
            return Files.isDirectory(category.resolve("train").resolve(OK))
                    && Files.isDirectory(category.resolve("test").resolve("ko"));
        }

        @Override
        NormalFolders normal(NormalFolders told) {
            return new NormalFolders(Stream.concat(Stream.of(OK), told.names().stream()).distinct().toList());
        }
    };

    private static final String RGB = "rgb";
    private static final String OK = "ok";

    private final String title;
    private final String sign;

    FolderLayout(String title, String sign) {
        this.title = title;
        this.sign = sign;
    }

    /** What people call it. */
    String title() {
        return title;
    }

    /** What it is told by, where normal images lie in good. */
    String sign() {
        return sign;
    }

    abstract boolean fits(Path category, NormalFolders normal);

    /** The folders of normal images, for what was told to be. */
    NormalFolders normal(NormalFolders told) {
        return told;
    }

    /** Where in the folder of a type the images lie. */
    Path images(Path typeFolder) {
        return typeFolder;
    }

    /** Where the masks of a type of defect lie, or would. */
    Path masks(Path category, String type) {
        Path masks = groundTruth(category).resolve(type);
        return Files.isDirectory(masks) ? masks : Folders.ignoringCase(groundTruth(category), type).orElse(masks);
    }

    static Path groundTruth(Path category) {
        return category.resolve("ground_truth");
    }

    private static boolean anyFolder(Path parent, List<String> names, String inside) {
        return names.stream().anyMatch(name -> Files.isDirectory(parent.resolve(name).resolve(inside)));
    }
}

package org.diffcont.dataset;

import java.nio.file.Path;
import java.util.List;

/**
 * One product: a class of the continual learner.
 *
 * @param name the folder's name
 * @param folder the category's folder
 * @param trainGood normal training images, in natural order of their names
 * @param test test images: the normal ones first, then defect type by defect type, each in natural order
 */
public record Category(String name, Path folder, List<Path> trainGood, List<TestImage> test) {
    public Category {
        trainGood = List.copyOf(trainGood);
        test = List.copyOf(test);
    }

    /** How many test images show a defect and have a mask. */
    public int maskedCount() {
        return (int) test.stream().filter(image -> !image.masks().isEmpty()).count();
    }

    /** How many test images show a defect. */
    public int anomalousCount() {
        return (int) test.stream().filter(TestImage::anomalous).count();
    }
}

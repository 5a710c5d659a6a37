package org.diffcont.example;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.diffcont.inspection.Inspection;
import org.diffcont.inspection.Inspector;

/** Scores a picture with a model, then teaches the model one more category. */
public final class InspectionExample {
    private InspectionExample() {
    }

    /** @param arguments the model's folder, a picture, the new category's name and its folder of normal pictures */
    public static void main(String[] arguments) throws IOException {
        try (Inspector inspector = Inspector.open(Path.of(arguments[0]))) {
            Inspection inspection = inspector.score(ImageIO.read(new File(arguments[1])));
            System.out.println(inspection.category() + (inspection.anomalous() ? " anomalous" : " normal"));
            List<BufferedImage> normal = new ArrayList<>();
            for (File file : new File(arguments[3]).listFiles()) {
                normal.add(ImageIO.read(file));
            }
            inspector.learn(arguments[2], normal);
            System.out.println("knows " + inspector.categories());
        }
    }
}

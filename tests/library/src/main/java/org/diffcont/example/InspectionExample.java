package org.diffcont.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.diffcont.inspection.Inspection;
import org.diffcont.inspection.Inspector;
import org.diffcont.inspection.Learned;
import org.diffcont.inspection.Product;

/** Scores a photograph with a model, then teaches the model one more product. */
public final class InspectionExample {
    private InspectionExample() {
    }

    /** @param arguments the model's folder, a photograph, the new product's name and its folder of normal photographs */
    public static void main(String[] arguments) throws IOException {
        try (Inspector inspector = Inspector.open(Path.of(arguments[0]))) {
            Inspection inspection = inspector.score(Path.of(arguments[1]));
            System.out.println(inspection.product() + (inspection.alarm() ? " needs a look" : " is normal"));
            Learned learned = inspector.learn(arguments[2], images(Path.of(arguments[3])));
            System.out.println(learned.product() + " has threshold " + learned.threshold());
            System.out.println("knows " + inspector.products().stream().map(Product::name).toList());
        }
    }

    private static List<Path> images(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}

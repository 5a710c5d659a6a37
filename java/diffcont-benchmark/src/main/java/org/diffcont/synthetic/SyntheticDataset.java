package org.diffcont.synthetic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.diffcont.error.UserException;
import org.diffcont.synthetic.product.Product;
import org.diffcont.synthetic.product.Products;

/**
 * Fifteen made-up industrial products with defects and exact masks, in the folder layout of MVTec AD:
 * {@code <category>/train/good/000.png}, {@code test/good/000.png}, {@code test/<defect>/000.png} and
 * {@code ground_truth/<defect>/000_mask.png}.
 *
 * <p>A defect is part of the specimen before any light falls on it: it changes the product's shape, heights, colour or
 * finish, and lamp and camera then show it as they show the rest. The synthetic defects that readings are chosen by
 * ({@code org.diffcont.defect}) are painted on finished photographs and know nothing of the product. The two share
 * lines, outlines and noise ({@code org.diffcont.drawing}) but no painter, so that a choice is not tested on what it was
 * made by.
 */
public final class SyntheticDataset {
    /** Counts up when the same settings begin to give other pictures, so that older ones are made anew. */
    private static final int EDITION = 2;

    private SyntheticDataset() {
    }

    /** The names of all categories: seven textures, then eight objects. */
    public static List<String> categories() {
        return Products.ALL.stream().map(Product::name).toList();
    }

    /**
     * The names of a category's defects, at least three.
     *
     * @throws UserException if there is no such category
     */
    public static List<String> defects(String category) {
        return Products.ALL.stream().filter(p -> p.name().equals(category)).findFirst()
                .orElseThrow(() -> new UserException("Unknown synthetic category '" + category + "'; choose from "
                        + String.join(", ", categories()))).defects();
    }

    /** The number of images (masks not counted) that {@link #write} makes. */
    public static int imageCount(SynthesisSettings settings) {
        return ImagePlan.of(settings).size();
    }

    /**
     * Writes the data set. The folder appears when it is complete; until then, and after any failure, nothing is
     * left of it. An empty folder or an earlier synthetic data set is replaced.
     *
     * @param threads  1 or more; the files do not depend on it
     * @param progress told after each image
     * @throws UserException if the folder holds something else or cannot be written, or the thread is interrupted
     *                       (its interrupt flag stays set)
     */
    public static void write(Path out, SynthesisSettings settings, int threads, SynthesisProgress progress) {
        if (threads < 1) {
            throw new UserException("The number of threads is " + threads + "; give 1 or more");
        }
        List<ImagePlan> plans = ImagePlan.of(settings);
        try (OutputFolder folder = new OutputFolder(out)) {
            try {
                makeFolders(folder.partial(), plans);
                makeImages(folder.partial(), plans, settings.imageSize(), threads, progress);
                Files.writeString(folder.partial().resolve(OutputFolder.MARKER), description(settings));
                folder.complete();
            } catch (IOException e) {
                throw folder.cannotWrite(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UserException("Interrupted while synthesizing " + out + "; nothing was written there", e);
            }
        }
    }

    /** Whether {@code folder} holds the whole data set of these settings; false also when that cannot be read. */
    public static boolean isComplete(Path folder, SynthesisSettings settings) {
        try {
            return Files.readString(folder.resolve(OutputFolder.MARKER)).equals(description(settings));
        } catch (IOException e) {
            return false;
        }
    }

    private static void makeFolders(Path root, List<ImagePlan> plans) throws IOException {
        for (ImagePlan plan : plans) {
            if (plan.index() == 0) {
                Files.createDirectories(plan.imageFile(root).getParent());
                if (plan.defective()) {
                    Files.createDirectories(plan.maskFile(root).getParent());
                }
            }
        }
    }

    private static void makeImages(Path root, List<ImagePlan> plans, int imageSize, int threads,
            SynthesisProgress progress) throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, plans.size()));
        try {
            var finished = new ExecutorCompletionService<ImagePlan>(pool);
            List<Future<ImagePlan>> jobs = new ArrayList<>();
            for (ImagePlan plan : plans) {
                jobs.add(finished.submit(() -> {
                    makeImage(root, plan, imageSize);
                    return plan;
                }));
            }
            for (int done = 1; done <= jobs.size(); done++) {
                progress.written(finished.take().get().product().name(), done, plans.size());
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException r -> throw r;
                case Error error -> throw error;
                default -> throw new IllegalStateException(e.getCause());
            }
        } finally {
            // No worker may still be writing when the caller removes the folder.
            pool.shutdownNow();
            awaitEnd(pool);
        }
    }

    private static void awaitEnd(ExecutorService pool) {
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = pool.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void makeImage(Path root, ImagePlan plan, int imageSize) throws IOException {
        Specimen specimen = plan.make(imageSize);
        PngFile.writeImage(plan.imageFile(root), specimen);
        if (plan.defective()) {
            PngFile.writeMask(plan.maskFile(root), specimen);
        }
    }

    private static String description(SynthesisSettings s) {
        return """
                A synthetic data set of DiffCont; this file marks the folder as one that may be replaced.
                edition: %d
                image size: %d
                train per category: %d
                test good per category: %d
                test per defect: %d
                seed: %d
                categories: %s
                """.formatted(EDITION, s.imageSize(), s.trainPerCategory(), s.testGoodPerCategory(), s.testPerDefect(),
                s.seed(), s.categories().isEmpty() ? "all" : String.join(", ", s.categories()));
    }
}

package org.diffcont.pose;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.diffcont.image.BlockMeans;
import org.diffcont.image.ImageBatch;

/**
 * Decides from a class's normal images alone whether its product can be found reliably and whether posing makes the
 * images more alike; if not, the class is read as its images are.
 */
public final class PoseFitting {
    /** Most spread of the product's area over normal images (1.4826 times the median deviation, over the median). */
    private static final double AREA_SPREAD = 0.12;
    /** In nine of ten images at least this share of what is unlike the background is the product. */
    private static final double WHOLE = 0.85;
    /** In nine of ten images at most this share of the border is the product's. */
    private static final double BORDER = 0.06;
    /** In nine of ten images the product is at least this elongated, or its axis means nothing. */
    private static final double ELONGATION = 1.5;
    /** Length of the mean axis vector (angles doubled) above which the axes point one way already. */
    private static final double SAME_AXIS = 0.97;
    /** Standard deviation of the centroid, in image sides, below which products that do not turn lie still already. */
    private static final double MOVES = 0.01;
    /** Posing must bring the pixels' variance over images below this share of what it was. */
    private static final double VARIANCE = 0.7;
    /** Side at which the variance is compared: fine detail that no pose aligns does not count. */
    private static final int VARIANCE_SIZE = 32;

    private PoseFitting() {
    }

    /**
     * The pose of a class; empty when its images are better left as they are. Looks at several images at once, on the
     * threads of the pool that it is called from.
     *
     * @param images  of normal products
     */
    public static Optional<Pose> fit(ImageBatch images) {
        int count = images.count();
        Optional<Pose> best = Optional.empty();
        double least = AREA_SPREAD;
        for (Segmentation segmentation : Segmentation.values()) {
            List<Foreground> products = products(images, segmentation);
            if (products.size() == count && quantile(products, Foreground::whole, 0.1) > WHOLE
                    && quantile(products, Foreground::border, 0.9) < BORDER && areaSpread(products) < least) {
                least = areaSpread(products);
                boolean turns = turns(products);
                best = turns || moves(products) ? Optional.of(new Pose(segmentation, turns)) : Optional.empty();
            }
        }
        return best.filter(pose -> variance(posed(images, pose)) < VARIANCE * variance(images));
    }

    private static ImageBatch posed(ImageBatch images, Pose pose) {
        return new ImageBatch(Arrays.stream(images.images()).parallel().map(image -> pose.apply(image, images.size()))
            .toArray(float[][]::new), images.size());
    }

    private static List<Foreground> products(ImageBatch images, Segmentation segmentation) {
        return Arrays.stream(images.images()).parallel().map(image -> Pose.find(image, images.size(), segmentation))
            .flatMap(Optional::stream).toList();
    }

    private static double areaSpread(List<Foreground> products) {
        double median = quantile(products, Foreground::area, 0.5);
        return 1.4826 * quantile(products, p -> Math.abs(p.area() - median), 0.5) / median;
    }

    private static boolean turns(List<Foreground> products) {
        double cos = 0;
        double sin = 0;
        for (Foreground product : products) {
            cos += Math.cos(2 * product.angle()) / products.size();
            sin += Math.sin(2 * product.angle()) / products.size();
        }
        return quantile(products, Foreground::elongation, 0.1) > ELONGATION && Math.hypot(cos, sin) < SAME_AXIS;
    }

    private static boolean moves(List<Foreground> products) {
        return Math.max(std(products, Foreground::centreX), std(products, Foreground::centreY)) > MOVES;
    }

    private static double std(List<Foreground> products, ToDoubleFunction<Foreground> value) {
        double mean = products.stream().mapToDouble(value).average().orElseThrow();
        return Math.sqrt(products.stream().mapToDouble(value).map(v -> (v - mean) * (v - mean)).average()
            .orElseThrow());
    }

    private static double quantile(List<Foreground> products, ToDoubleFunction<Foreground> value, double share) {
        double[] values = products.stream().mapToDouble(value).sorted().toArray();
        return values[(int) Math.round(share * (values.length - 1))];
    }

    /** Mean over a coarse image's pixels of their variance over images. */
    private static double variance(ImageBatch images) {
        int size = images.size();
        int count = images.count();
        ImageBatch coarse = BlockMeans.of(images, size % VARIANCE_SIZE == 0 ? VARIANCE_SIZE : size);
        int length = coarse.imageLength();
        double variance = 0;
        for (int k = 0; k < length; k++) {
            double sum = 0;
            double squares = 0;
            for (float[] image : coarse.images()) {
                sum += image[k];
                squares += image[k] * (double) image[k];
            }
            variance += (squares / count - sum / count * (sum / count)) / length;
        }
        return variance;
    }
}

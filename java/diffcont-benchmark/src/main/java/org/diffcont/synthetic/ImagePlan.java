package org.diffcont.synthetic;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffcont.random.Draw;
import org.diffcont.synthetic.product.Product;
import org.diffcont.synthetic.product.Products;

/**
 * One image to make: which product, in which split, and with which defect ("" for none). Its seed depends on nothing
 * else, so that images may be made in any order and for any choice of categories.
 */
record ImagePlan(Product product, String split, String defect, int index, long seed) {
    private static final String GOOD = "good";

    /** Every image of a data set, category by category. */
    static List<ImagePlan> of(SynthesisSettings settings) {
        List<ImagePlan> plans = new ArrayList<>();
        for (Product product : Products.ALL) {
            if (!settings.categories().isEmpty() && !settings.categories().contains(product.name())) {
                continue;
            }
            add(plans, product, "train", "", settings.trainPerCategory(), settings.seed());
            add(plans, product, "test", "", settings.testGoodPerCategory(), settings.seed());
            for (String defect : product.defects()) {
                add(plans, product, "test", defect, settings.testPerDefect(), settings.seed());
            }
        }
        return plans;
    }

    private static void add(List<ImagePlan> plans, Product product, String split, String defect, int count, long seed) {
        long group = Draw.mix(Draw.mix(seed, Draw.hash(product.name())), Draw.hash(split + "/" + defect));
        for (int index = 0; index < count; index++) {
            plans.add(new ImagePlan(product, split, defect, index, Draw.mix(group, index)));
        }
    }

    boolean defective() {
        return !defect.isEmpty();
    }

    Specimen make(int imageSize) {
        return defective() ? Specimen.defective(product, defect, imageSize, seed)
                : Specimen.good(product, imageSize, seed);
    }

    Path imageFile(Path root) {
        return root.resolve(product.name()).resolve(split).resolve(defective() ? defect : GOOD)
                .resolve("%03d.png".formatted(index));
    }

    /** Where the mask of a defective image goes. */
    Path maskFile(Path root) {
        return root.resolve(product.name()).resolve("ground_truth").resolve(defect)
                .resolve("%03d_mask.png".formatted(index));
    }
}

package org.diffcont.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.diffcont.random.Draw;
import org.diffcont.synthetic.product.Product;
import org.diffcont.synthetic.product.Products;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SpecimenTest {
    private static final int SIZE = 64;

    static Stream<Product> products() {
        return Products.ALL.stream();
    }

    @Test
    void fifteenProductsHaveDistinctNamesAndThreeDefectsOrMoreEach() {
        assertEquals(15, Products.ALL.size());
        HashSet<String> names = new HashSet<>();
        for (Product product : Products.ALL) {
            assertTrue(names.add(product.name()));
            assertTrue(new HashSet<>(product.defects()).size() >= 3, product.name());
            assertTrue(product.name().matches("[a-z_]+"));
        }
    }

    @ParameterizedTest
    @MethodSource("products")
    void defectiveEqualsGoodOutsideTheMaskAndDiffersClearlyInside(Product product) {
        for (String defect : product.defects()) {
            for (int k = 0; k < 3; k++) {
                long seed = Draw.mix(17, k);
                int[] good = Specimen.good(product, SIZE, seed).pixels();
                Specimen bad = Specimen.defective(product, defect, SIZE, seed);
                boolean[] near = FlawMask.widened(bad.mask(), SIZE, FlawMask.MARGIN);
                int inside = 0;
                long sum = 0;
                for (int i = 0; i < good.length; i++) {
                    if (!near[i]) {
                        assertEquals(good[i], bad.pixels()[i], product.name() + "/" + defect + " pixel " + i);
                    }
                    if (bad.mask()[i]) {
                        inside++;
                        sum += FlawMask.difference(good[i], bad.pixels()[i]);
                    }
                }
                double share = (double) inside / good.length;
                String what = product.name() + "/" + defect + " share " + share;
                assertTrue(share >= 0.0006 && share <= 0.10, what);
                assertTrue(sum / (double) inside >= 8, what + " contrast " + sum / (double) inside);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("products")
    void goodSpecimensVaryButLookAlike(Product product) {
        int[] first = Specimen.good(product, SIZE, 1).pixels();
        for (int seed = 2; seed < 6; seed++) {
            int[] other = Specimen.good(product, SIZE, seed).pixels();
            double difference = 0;
            for (int i = 0; i < first.length; i++) {
                difference += FlawMask.difference(first[i], other[i]);
            }
            difference /= first.length;
            assertTrue(difference > 2, product.name() + " hardly varies: " + difference);
            double[] a = mean(first);
            double[] b = mean(other);
            for (int c = 0; c < 3; c++) {
                assertEquals(a[c], b[c], 22, product.name() + " mean colour");
            }
        }
    }

    @Test
    void productsLookDifferentFromOneAnother() {
        for (int a = 0; a < Products.ALL.size(); a++) {
            int[] one = Specimen.good(Products.ALL.get(a), SIZE, 1).pixels();
            for (int b = a + 1; b < Products.ALL.size(); b++) {
                int[] other = Specimen.good(Products.ALL.get(b), SIZE, 1).pixels();
                double difference = 0;
                for (int i = 0; i < one.length; i++) {
                    difference += FlawMask.difference(one[i], other[i]);
                }
                assertTrue(difference / one.length > 12,
                        Products.ALL.get(a).name() + " and " + Products.ALL.get(b).name());
            }
        }
    }

    /** Pictures use the whole range sensibly: neither burnt out nor black, and not flat. */
    @ParameterizedTest
    @MethodSource("products")
    void exposureIsThatOfAnInspectionImage(Product product) {
        int[] pixels = Specimen.good(product, 128, 8).pixels();
        int white = 0;
        double sum = 0;
        double squares = 0;
        for (int p : pixels) {
            int green = p >> 8 & 255;
            white += green >= 254 ? 1 : 0;
            sum += green;
            squares += green * green;
        }
        double mean = sum / pixels.length;
        double deviation = Math.sqrt(squares / pixels.length - mean * mean);
        assertTrue(white < pixels.length / 100, "burnt out " + white);
        assertTrue(mean > 50 && mean < 220, "mean " + mean);
        assertTrue(deviation > 4, "deviation " + deviation);
    }

    @Test
    void anImageSizeThatDoesNotDivideTheFineGridWorks() {
        Product product = Products.ALL.get(0);
        for (int size : new int[] {65, 100, 300}) {
            Specimen specimen = Specimen.defective(product, product.defects().get(0), size, 3);
            assertEquals(size * size, specimen.pixels().length);
            assertEquals(size * size, specimen.mask().length);
        }
    }

    /** CRC-32 of pixels and mask, from this code: a change here changes everyone's data, so make it on purpose. */
    @ParameterizedTest
    @CsvSource({
        "woven_cloth, 0CD90A40",
        "brushed_metal, FF59E353",
        "leather, 0F9F0163",
        "wood_grain, D7CF4373",
        "ceramic_tile, D38D4A2B",
        "knit_mesh, 79C6184F",
        "cast_concrete, D9C5E802",
        "hex_bolt, 35C49E18",
        "gear, 2CAEF883",
        "capsule, 245C1CDF",
        "bottle_cap, 598FBE20",
        "circuit_chip, AAA00501",
        "biscuit, 164035A1",
        "washer_ring, 3202F744",
        "cable_section, A436F461"})
    void picturesStayTheSameFromVersionToVersion(String name, String expected) {
        Product product = Products.ALL.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
        Specimen specimen = Specimen.defective(product, product.defects().get(0), SIZE, 1);
        CRC32 crc = new CRC32();
        for (int pixel : specimen.pixels()) {
            crc.update(pixel >> 16);
            crc.update(pixel >> 8);
            crc.update(pixel);
        }
        for (boolean inside : specimen.mask()) {
            crc.update(inside ? 1 : 0);
        }
        assertEquals(expected, "%08X".formatted(crc.getValue()));
    }

    @Test
    void theSameSeedGivesTheSamePicture() {
        Product product = Products.ALL.get(8);
        String defect = product.defects().get(0);
        Specimen one = Specimen.defective(product, defect, SIZE, 5);
        Specimen two = Specimen.defective(product, defect, SIZE, 5);
        assertArrayEquals(one.pixels(), two.pixels());
        assertArrayEquals(one.mask(), two.mask());
    }

    private static double[] mean(int[] pixels) {
        double[] sum = new double[3];
        for (int p : pixels) {
            sum[0] += p >> 16 & 255;
            sum[1] += p >> 8 & 255;
            sum[2] += p & 255;
        }
        for (int c = 0; c < 3; c++) {
            sum[c] /= pixels.length;
        }
        return sum;
    }
}

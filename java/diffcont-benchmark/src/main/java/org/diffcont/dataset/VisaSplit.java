package org.diffcont.dataset;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.diffcont.error.DataException;
import org.diffcont.image.NaturalOrder;

/**
 * Reads a data set in the layout of VisA: {@value #FILE} says in its columns object, split, label, image and mask what is
 * for training and what for testing; images and masks are given from the root folder on.
 */
final class VisaSplit {
    /** Of VisA's splits the one that other layouts' correspond to: normal images for training, both kinds for testing. */
    static final String FILE = "split_csv/1cls.csv";
    /** In a category's folder; those for testing lie there too. */
    static final String NORMAL_IMAGES = "Data/Images/Normal";
    private static final List<String> COLUMNS = List.of("object", "split", "label", "image", "mask");
    private static final String NORMAL = "normal";

    private final Path root;
    private final Findings findings;
    private final Map<String, List<Path>> training = new TreeMap<>(NaturalOrder.NAMES);
    private final Map<String, List<TestImage>> tests = new LinkedHashMap<>();
    private int defectiveTraining;
    private int lostMasks;
    private Path lostMask;

    private VisaSplit(Path root, Findings findings) {
        this.root = root;
        this.findings = findings;
    }

    static boolean isRoot(Path root) {
        return Files.isRegularFile(root.resolve(FILE));
    }

    static boolean isCategory(Path folder) {
        return Files.isDirectory(folder.resolve(NORMAL_IMAGES));
    }

    /**
     * The categories whose folders are there.
     *
     * @throws DataException when the split cannot be read, or names no category whose folder is there
     */
    static List<Category> read(Path root, Findings findings) {
        VisaSplit split = new VisaSplit(root, findings);
        split.readRows();
        findings.layout("VisA (" + FILE + ")");
        return split.categories();
    }

    private void readRows() {
        Path file = root.resolve(FILE);
        long line = 1;
        CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).setTrim(true).get();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                CSVParser parser = CSVParser.builder().setReader(reader).setFormat(format).get()) {
            if (!parser.getHeaderNames().containsAll(COLUMNS)) {
                throw new IllegalArgumentException("its columns are " + parser.getHeaderNames() + ", not " + COLUMNS);
            }
            for (CSVRecord row : parser) {
                line = parser.getCurrentLineNumber();
                add(row);
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new DataException("%s cannot be read as VisA's split, near line %d (%s); restore it".formatted(file,
                    line, e.getMessage()), e);
        }
    }

    /** @throws IllegalArgumentException for a value that the layout does not have */
    private void add(CSVRecord row) {
        if (!row.isConsistent()) {
            throw new IllegalArgumentException("a row has " + row.size() + " columns");
        }
        String object = row.get("object");
        Path image = inside(row.get("image"));
        boolean anomalous = oneOf(row.get("label"), NORMAL, "anomaly");
        if (!oneOf(row.get("split"), "train", "test")) {
            if (anomalous) {
                defectiveTraining++;
            } else {
                training.computeIfAbsent(object, _ -> new ArrayList<>()).add(image);
            }
        } else {
            tests.computeIfAbsent(object, _ -> new ArrayList<>()).add(new TestImage(image, row.get("label"), anomalous,
                    anomalous ? masks(row.get("mask")) : List.of()));
        }
    }

    private List<Path> masks(String name) {
        Path mask = inside(name);
        if (name.isEmpty() || !Files.isRegularFile(mask)) {
            lostMasks++;
            lostMask = mask;
            return List.of();
        }
        return List.of(mask);
    }

    private Path inside(String name) {
        Path path = root.resolve(name);
        if (!path.normalize().startsWith(root.normalize())) {
            throw new IllegalArgumentException(name + " does not lie in the data folder");
        }
        return path;
    }

    /** Whether it is the second one. */
    private static boolean oneOf(String value, String no, String yes) {
        if (!value.equals(no) && !value.equals(yes)) {
            throw new IllegalArgumentException("'" + value + "' is neither " + no + " nor " + yes);
        }
        return value.equals(yes);
    }

    private List<Category> categories() {
        List<Category> categories = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        training.forEach((name, train) -> {
            Path folder = root.resolve(name);
            if (Files.isDirectory(folder)) {
                List<TestImage> test = tests.getOrDefault(name, List.of());
                categories.add(new Category(name, folder, train, Stream.of(false, true).flatMap(anomalous -> test.stream()
                        .filter(image -> image.anomalous() == anomalous)).toList()));
            } else {
                absent.add(name);
            }
        });
        if (categories.isEmpty()) {
            throw new DataException("%s names no category whose folder is in %s (it names: %s)".formatted(
                    root.resolve(FILE), root, String.join(", ", absent)));
        }
        if (!absent.isEmpty()) {
            findings.note("%s names categories whose folders are not there: %s".formatted(FILE,
                    String.join(", ", absent)));
        }
        if (defectiveTraining > 0) {
            findings.note("training images that are left out, since %s calls them defective: %d".formatted(FILE,
                    defectiveTraining));
        }
        if (lostMasks > 0) {
            findings.note("defective test images without a mask and a part in pixel metrics: %d, e.g. %s is missing"
                    .formatted(lostMasks, findings.name(lostMask)));
        }
        return List.copyOf(categories);
    }
}

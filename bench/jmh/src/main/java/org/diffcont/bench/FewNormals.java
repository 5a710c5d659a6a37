package org.diffcont.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diffcont.config.Settings;
import org.diffcont.detect.ClassDetector;
import org.diffcont.detect.DetectorFitting;
import org.diffcont.detect.source.FeatureReader;
import org.diffcont.detect.source.ImageReadings;
import org.diffcont.error.UserException;
import org.diffcont.image.ImageBatch;
import org.diffcont.image.ImageFiles;
import org.diffcont.machine.Machine;
import org.diffcont.operation.Images;
import org.diffcont.random.Seeds;

/**
 * Learns each category of a data folder (layout of MVTec AD) from few of its normal images, drawn at random, and counts
 * how many of the others alarm. A category's images are read once for all draws. Writes one CSV row for each category,
 * number of images and draw; rows that the file has already are not made again. docs/measure-few-normals runs it.
 *
 * <p>Usage: FewNormals DATA CSV CATEGORIES COUNTS DRAWS [KEY=VALUE ...]
 */
final class FewNormals {
    private static final String HEADER = "category,images,draw,seconds,chosen,own_alarms,"
        + "train,train_alarms,good,good_alarms,defects,auroc,detected";

    private final Settings settings;
    private final Machine machine = Machine.defaults();
    private final Set<String> done = new HashSet<>();
    private final PrintStream csv;

    private FewNormals(Settings settings, Path file) throws IOException {
        this.settings = settings;
        if (Files.exists(file)) {
            Files.readAllLines(file).forEach(line -> done.add(key(line.split(","))));
        }
        csv = new PrintStream(Files.newOutputStream(file, StandardOpenOption.CREATE,
            StandardOpenOption.APPEND), true);
        if (done.isEmpty()) {
            csv.println(HEADER);
        }
    }

    private static String key(String... row) {
        return row[0] + "," + row[1] + "," + row[2];
    }

    public static void main(String[] args) throws IOException {
        Map<String, String> keys = new HashMap<>();
        for (String set : Arrays.asList(args).subList(5, args.length)) {
            keys.put(set.substring(0, set.indexOf('=')), set.substring(set.indexOf('=') + 1));
        }
        FewNormals measure = new FewNormals(Settings.read("industrial", null, keys), Path.of(args[1]));
        int[] counts = Arrays.stream(args[3].split(",")).mapToInt(Integer::parseInt).toArray();
        for (String category : args[2].split(",")) {
            measure.category(Path.of(args[0], category), counts, Integer.parseInt(args[4]));
        }
    }

    private void category(Path folder, int[] counts, int draws) throws IOException {
        String name = folder.getFileName().toString();
        List<Path> train = ImageFiles.inFolder(folder.resolve("train/good")).images();
        List<Path> good = ImageFiles.inFolder(folder.resolve("test/good")).images();
        List<Path> defects = new ArrayList<>();
        try (Stream<Path> kinds = Files.list(folder.resolve("test"))) {
            for (Path kind : kinds.sorted().toList()) {
                if (!kind.endsWith("good")) {
                    defects.addAll(ImageFiles.inFolder(kind).images());
                }
            }
        }
        List<int[]> wanted = new ArrayList<>();
        for (int draw = 0; draw < draws; draw++) {
            for (int count : counts) {
                if (count <= train.size() && !done.contains(key(name, "" + count, "" + draw))) {
                    wanted.add(new int[] {count, draw});
                }
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        List<Path> all = Stream.of(train, good, defects).flatMap(List::stream).toList();
        ImageBatch images = new Images(settings, machine).load(Images.files(all)).images();
        if (images.count() != all.size()) {
            throw new IllegalStateException("an image of " + folder + " cannot be read");
        }
        try (FeatureReader reader = new FeatureReader(settings, machine)) {
            ImageReadings readings = reader.open(Optional.empty(), images);
            for (int[] one : wanted) {
                draw(name, readings, one[0], one[1], train.size(), good.size());
            }
        }
    }

    private void draw(String name, ImageReadings all, int count, int draw, int train, int good) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, train).boxed().toList());
        Collections.shuffle(order, new Random(Seeds.derive(0, "few normals " + name, draw)));
        int[] learned = order.subList(0, count).stream().mapToInt(i -> i).sorted().toArray();
        int[] fresh = order.subList(count, train).stream().mapToInt(i -> i).sorted().toArray();
        long start = System.nanoTime();
        ImageReadings own = all.select(learned);
        ClassDetector detector;
        try {
            detector = new DetectorFitting(settings, machine).fit(0, name, own, null, null, false).detector();
        } catch (UserException e) {
            csv.printf("%s,%d,%d,,refused: %s%n", name, count, draw, e.getMessage().replace(',', ';'));
            return;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double[] trained = detector.statistics().distances(all.select(fresh));
        double[] normal = detector.statistics().distances(all.select(IntStream.range(train, train + good).toArray()));
        double[] defective = detector.statistics().distances(
            all.select(IntStream.range(train + good, all.count()).toArray()));
        csv.printf(Locale.ROOT, "%s,%d,%d,%.1f,%s,%d,%d,%d,%d,%d,%d,%.4f,%d%n", name, count, draw, seconds,
            detector.statistics().readings().getLast().name().toString().replace(',', ';'),
            above(detector, detector.statistics().distances(own)), trained.length, above(detector, trained),
            normal.length, above(detector, normal), defective.length, auroc(normal, defective),
            above(detector, defective));
        detector.statistics().close();
    }

    private static long above(ClassDetector detector, double[] distances) {
        return Arrays.stream(distances).filter(d -> d > detector.thresholdDistance()).count();
    }

    private static double auroc(double[] normals, double[] defects) {
        double wins = 0;
        for (double defect : defects) {
            for (double normal : normals) {
                wins += defect > normal ? 1 : defect == normal ? .5 : 0;
            }
        }
        return wins / normals.length / defects.length;
    }
}

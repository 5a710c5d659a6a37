package org.diffcont.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.diffcont.config.Candidate;
import org.diffcont.config.Pooling;
import org.diffcont.config.ReadingsSettings.Fusion;
import org.diffcont.config.Settings;
import org.diffcont.detect.normality.FittedModel;
import org.diffcont.detect.normality.FittedReading;
import org.diffcont.detect.normality.FusedStatistics;
import org.diffcont.detect.normality.LogScale;
import org.diffcont.detect.normality.NormalityMethod;
import org.diffcont.detect.normality.StoredNormality;
import org.diffcont.detect.normality.SyntheticResult;
import org.diffcont.detect.normality.WhitenedMean;
import org.diffcont.detect.normality.Whitening;
import org.diffcont.error.ModelFormatException;
import org.diffcont.files.AtomicFiles;
import org.diffcont.machine.Machine;
import org.diffcont.pose.Pose;

/**
 * One class's statistics in a model version: a safetensors file for each model, and what detector.json says of them;
 * where the class has a network of its own, that, and the whitening of what it reads.
 */
final class StatisticsFiles {
    private static final String NETWORK = "network";

    private StatisticsFiles() {
    }

    /**
     * A fitted candidate.
     *
     * @param candidate  {@code source/model}
     * @param bytes      of its file
     * @param locations  distances that it gives for an image
     * @param cellScale  scale of single cells' distances; null for a model without cells
     */
    record ModelEntry(String candidate, long bytes, int locations, LogScale cellScale) {
        ModelEntry {
            Objects.requireNonNull(candidate, "candidate");
        }
    }

    /**
     * A reading.
     *
     * @param model      its model's place in the list
     * @param pooling    how cells are pooled
     * @param logScale   null for a class's only reading
     * @param synthetic  null when nothing was chosen
     */
    record ReadingEntry(int model, String pooling, LogScale logScale, SyntheticResult synthetic) {
        ReadingEntry {
            Objects.requireNonNull(pooling, "pooling");
        }
    }

    /**
     * What detector.json says of a class's statistics.
     *
     * @param pose  null when images are read as they are
     */
    record Entry(Pose pose, List<ModelEntry> models, List<ReadingEntry> readings) {
        Entry {
            models = List.copyOf(models);
            readings = List.copyOf(readings);
        }
    }

    static Entry write(Path folder, FusedStatistics statistics) {
        AtomicFiles.createFolder(folder);
        statistics.ownNetwork().ifPresent(network -> {
            NetworkFolder.save(folder.resolve(NETWORK), network);
            statistics.models().stream().map(m -> m.normality().opened()).filter(WhitenedMean.class::isInstance)
                .findFirst().ifPresent(m -> DetectorFiles.writeWhitening(folder, ((WhitenedMean) m).whitening()));
        });
        for (int i = 0; i < statistics.models().size(); i++) {
            Path file = file(folder, i);
            FittedModel model = statistics.models().get(i);
            NativeFiles.saving(file, () -> model.normality().save(file));
        }
        return entry(statistics);
    }

    /** What detector.json says of statistics. */
    static Entry entry(FusedStatistics statistics) {
        return new Entry(statistics.pose().orElse(null), statistics.models().stream().map(m -> new ModelEntry(
            m.candidate().toString(), m.normality().bytes(), m.normality().locations(), m.locations().orElse(null)))
            .toList(), statistics.readings().stream().map(r -> new ReadingEntry(statistics.models().indexOf(r.model()),
            r.pooling().toString(), r.scale().orElse(null), r.synthetic().orElse(null))).toList());
    }

    /**
     * Reads what {@link #write} wrote; each model's file once it is asked for.
     *
     * @param detectorFile  the file that {@code entry} comes from, for errors
     * @param check         checks a model's file before it is read
     * @param shared        what the model {@code whitened} needs, where the class has none of its own
     */
    static FusedStatistics read(Path folder, Entry entry, Path detectorFile, Settings settings,
            Machine machine, Optional<Whitening> shared, Consumer<Path> check) {
        FusedStatistics statistics = readModels(folder, entry, detectorFile, settings.readings().fusion(),
            DetectorFiles.readOwnWhitening(folder).or(() -> shared), check);
        Path own = folder.resolve(NETWORK);
        if (!Files.exists(own)) {
            return statistics;
        }
        try {
            return statistics.readWith(NetworkFolder.open(own, machine));
        } catch (RuntimeException | Error e) {
            statistics.close();
            throw e;
        }
    }

    private static FusedStatistics readModels(Path folder, Entry entry, Path detectorFile, Fusion fusion,
            Optional<Whitening> whitening, Consumer<Path> check) {
        List<FittedModel> models = new ArrayList<>();
        try {
            for (ModelEntry model : entry.models()) {
                Path file = file(folder, models.size());
                Candidate candidate = Candidate.of(model.candidate());
                if (NormalityMethod.of(candidate.model()).needsWhitening() && whitening.isEmpty()) {
                    throw new ModelFormatException(file, "the model has no whitening to go with it");
                }
                models.add(new FittedModel(candidate, new StoredNormality(file, model.locations(), model.bytes(), () -> {
                    check.accept(file);
                    return NativeFiles.loading(file, () -> NormalityMethod.of(candidate.model())
                        .load(file, whitening.orElse(null)));
                }), Optional.ofNullable(model.cellScale())));
            }
            return new FusedStatistics(entry.readings().stream().map(r -> new FittedReading(models.get(r.model()),
                Pooling.of(r.pooling()), Optional.ofNullable(r.logScale()),
                Optional.ofNullable(r.synthetic()))).toList(),
                fusion, Optional.ofNullable(entry.pose()));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            models.forEach(m -> m.normality().close());
            throw new ModelFormatException(detectorFile, "a class's readings are not understood: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            models.forEach(m -> m.normality().close());
            throw e;
        }
    }

    private static Path file(Path folder, int model) {
        return folder.resolve(String.format(Locale.ROOT, "%02d.safetensors", model));
    }
}

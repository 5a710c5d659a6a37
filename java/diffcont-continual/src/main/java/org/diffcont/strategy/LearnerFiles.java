package org.diffcont.strategy;

import java.nio.file.Path;
import java.util.Optional;
import org.diffcont.config.EmbeddingSettings;
import org.diffcont.config.Settings;
import org.diffcont.detect.DetectionModel;
import org.diffcont.error.ModelFormatException;
import org.diffcont.machine.Machine;
import org.diffcont.model.Attachment;
import org.diffcont.model.ModelFolder;
import org.diffcont.model.NetworkFolder;
import org.diffcont.nativecore.Network;
import org.diffcont.training.TrainingSettings;

/**
 * A learner's state in a model folder: what detection needs is the model's own, the rest goes along with it.
 *
 * <pre>
 * unet/, scheduler/, head.json, ...    the network that learns, where images are not read with it
 * exemplars/000.safetensors, ...       stored images of each class, where the strategy stores some
 * exemplars/000.outputs.safetensors    what the network said of them, where the strategy asks
 * anchor/                              how much each weight matters and where it is held, where the strategy holds any
 * </pre>
 */
public final class LearnerFiles {
    private LearnerFiles() {
    }

    /** The part of a state that detection needs; it shares the state's network and statistics. */
    public static DetectionModel model(LearnerState state, Settings settings) {
        return new DetectionModel(state.detector(), settings.readsNetwork() ? state.reader() : Optional.empty(),
            state.experiences());
    }

    /** The other part. */
    public static Attachment attachment(LearnerState state, Settings settings) {
        return version -> {
            StoredImageFiles.write(version, state.stored(), settings.data().imageSize());
            state.anchor().ifPresent(anchor -> AnchorFile.write(version, anchor));
            if (!readsWhatLearns(settings)) {
                state.network().ifPresent(network -> NetworkFolder.save(version, network));
            }
        };
    }

    /**
     * Reads a state.
     *
     * @param stored  its detector and reading network become the state's
     * @return null for a model that has learned nothing
     * @throws ModelFormatException naming the file that is missing, damaged or does not fit the others
     */
    public static LearnerState read(ModelFolder.Stored stored, Machine machine) {
        if (stored.files() == null) {
            return null;
        }
        Settings settings = stored.settings();
        DetectionModel model = stored.model();
        Path version = stored.files();
        int classes = model.detector().classes().size();
        Optional<Network> learns = Optional.empty();
        try {
            if (TrainingSettings.hasNetwork(settings)
                    && !settings.get(StrategySettings.class).hasANetworkForEachClass()) {
                learns = readsWhatLearns(settings) ? model.network()
                    : Optional.of(NetworkFolder.open(version, machine));
                int known = learns.orElseThrow().config().classCount();
                if (known != classes) {
                    throw new ModelFormatException(version.resolve("head.json"), "its network knows " + known
                        + " classes, the model " + classes);
                }
            }
            return new LearnerState(learns, settings.readsNetwork() ? model.network() : learns, model.detector(),
                model.experiences(), StoredImageFiles.read(version, classes, settings.data().imageSize()),
                AnchorFile.read(version, classes));
        } catch (RuntimeException | Error e) {
            learns.filter(network -> network != model.network().orElse(null)).ifPresent(Network::close);
            throw e;
        }
    }

    /** Whether the network that learns is the one that images are read with. */
    private static boolean readsWhatLearns(Settings settings) {
        return settings.readsNetwork() && settings.embedding().network() == EmbeddingSettings.Network.CURRENT;
    }
}

package org.diffcont.detect.source;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.diffcont.config.BackboneSettings;
import org.diffcont.error.ConfigurationException;
import org.diffcont.config.Settings;
import org.diffcont.error.ModelException;
import org.diffcont.files.Sha256;
import org.diffcont.image.AreaResize;
import org.diffcont.image.Image;
import org.diffcont.image.ImageBatch;
import org.diffcont.nativecore.Backbone;
import org.diffcont.nativecore.GridFeatures;
import org.diffcont.nativecore.NativeException;

/** Reads images with the user's own backbone, whose file is opened when it is first needed. */
public final class BackboneReader implements AutoCloseable {
    /** Images made to the backbone's size at once; the core reads groups of as many. */
    private static final int BATCH = 8;

    private final BackboneSettings settings;
    private Backbone backbone;

    BackboneReader(BackboneSettings settings) {
        this.settings = settings;
    }

    /**
     * The settings with the backbone's file as it is now: its absolute path and, where they have none yet, its SHA-256,
     * so that no other file is taken for it later. Settings that read no backbone stay as they are.
     *
     * @throws ConfigurationException when the file cannot be read
     */
    public static Settings pin(Settings settings) {
        BackboneSettings backbone = settings.backbone();
        return !settings.hasBackbone() ? settings : settings.with(Map.of(
            "backbone.file", path(backbone).toAbsolutePath().normalize().toString(),
            "backbone.sha256", backbone.sha256().isEmpty() ? sha256(backbone) : backbone.sha256()));
    }

    /**
     * Its outputs for some images, on a grid of cells.
     *
     * @throws ModelException         when the file is not the one that was pinned
     * @throws ConfigurationException when it cannot be used, or fails on the images
     */
    Features read(ImageBatch images, int grid) {
        Backbone opened = open();
        try {
            return Features.inBatches(images, BATCH, batch -> {
                GridFeatures read = opened.features(resized(batch, settings.imageSize()), batch.count(), grid);
                return Features.of(read.values(), batch.count(), read.locations(), read.channels());
            });
        } catch (NativeException e) {
            throw unusable(e);
        }
    }

    private synchronized Backbone open() {
        if (backbone == null) {
            if (!settings.sha256().isEmpty() && !sha256(settings).equals(settings.sha256())) {
                throw new ModelException("backbone.file = " + settings.file() + " is not the file that was learned with ("
                    + "its SHA-256 is not backbone.sha256); put that one back, or begin a new model");
            }
            try {
                backbone = Backbone.load(path(settings), settings.method(), settings.imageSize(),
                    floats(settings.mean()), floats(settings.std()));
            } catch (NativeException e) {
                throw unusable(e);
            }
        }
        return backbone;
    }

    private static float[] resized(ImageBatch images, int target) {
        int side = images.size();
        float[][] resized = new float[images.count()][];
        for (int i = 0; i < resized.length; i++) {
            resized[i] = AreaResize.resize(new Image(side, side, images.image(i)), target, target).values();
        }
        return new ImageBatch(resized, target).values();
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }

    private static Path path(BackboneSettings settings) {
        try {
            return Path.of(settings.file());
        } catch (InvalidPathException e) {
            throw new ConfigurationException("backbone.file = " + settings.file() + " is no path: " + e.getReason()
                + "; set it to a TorchScript file", e);
        }
    }

    private static String sha256(BackboneSettings settings) {
        try {
            return Sha256.of(path(settings));
        } catch (IOException e) {
            String problem = "backbone.file = " + settings.file() + (e instanceof NoSuchFileException
                ? " is not there" : " cannot be read: " + e.getMessage());
            throw settings.sha256().isEmpty()
                ? new ConfigurationException(problem + "; set it to a TorchScript file", e)
                : new ModelException(problem + "; put the file back that the model was learned with", e);
        }
    }

    /** The error for a file that is none, or fails; any other failure of the core is not the user's. */
    private static RuntimeException unusable(NativeException e) {
        return switch (e.status()) {
            case IO, FORMAT, NOT_FINITE -> new ConfigurationException("backbone.file cannot be used: " + e.getMessage()
                + "; docs/backbone.md says what it has to be", e);
            default -> e;
        };
    }

    @Override
    public synchronized void close() {
        if (backbone != null) {
            backbone.close();
            backbone = null;
        }
    }
}

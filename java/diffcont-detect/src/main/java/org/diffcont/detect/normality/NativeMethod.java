package org.diffcont.detect.normality;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.diffcont.config.IntegerType;
import org.diffcont.config.ModelPart;
import org.diffcont.config.Part;
import org.diffcont.config.PartForm;
import org.diffcont.detect.source.Features;
import org.diffcont.nativecore.NormalityKind;
import org.diffcont.nativecore.NormalityModel;

/**
 * What the native core fits.
 *
 * @param components  kept principal components or patches; 1 where there are none
 */
public record NativeMethod(NormalityKind kind, int components) implements NormalityMethod {
    static final List<PartForm<ModelPart>> FORMS = List.of(form(NormalityKind.DIAGONAL),
        form(NormalityKind.PCA_RESIDUAL, new PartForm.Argument("COMPONENTS", new IntegerType(1, 4096))),
        form(NormalityKind.LOCATION_MAHALANOBIS, new PartForm.Argument("COMPONENTS", new IntegerType(1, 4096))),
        form(NormalityKind.PATCH_MEMORY, new PartForm.Argument("PATCHES", new IntegerType(1, 100_000))));
    /** Patches that a memory is chosen from: the choice takes time in proportion to them. */
    private static final int PATCHES = 20_000;
    private static final int FEWEST_IMAGES = 10;

    private static PartForm<ModelPart> form(NormalityKind kind, PartForm.Argument... arguments) {
        return new PartForm<>(kind.name().toLowerCase(Locale.ROOT), List.of(arguments), part -> of(kind, part));
    }

    private static NativeMethod of(NormalityKind kind, Part part) {
        return new NativeMethod(kind, part.arguments().isEmpty() ? 1 : part.number(0));
    }

    @Override
    public boolean hasLocations() {
        return kind == NormalityKind.LOCATION_MAHALANOBIS || kind == NormalityKind.PATCH_MEMORY;
    }

    @Override
    public Normality fit(Features features, Whitening whitening) {
        Features fitted = comparable(features, features.count());
        return new NativeNormality(NormalityModel.fit(kind, components, fitted.values(), fitted.count(),
            fitted.locations(), fitted.channels()));
    }

    /** The more images a memory of so many patches has to cover, the farther apart they lie. */
    @Override
    public Features comparable(Features features, int images) {
        return kind == NormalityKind.PATCH_MEMORY
            ? features.spread(Math.min(images, Math.max(FEWEST_IMAGES, PATCHES / features.locations()))) : features;
    }

    @Override
    public Normality load(Path file, Whitening whitening) {
        return new NativeNormality(NormalityModel.load(file));
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + (kind == NormalityKind.DIAGONAL ? "" : ":" + components);
    }
}

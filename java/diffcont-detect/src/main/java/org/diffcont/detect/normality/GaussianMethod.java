package org.diffcont.detect.normality;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.diffcont.config.IntegerType;
import org.diffcont.config.ModelPart;
import org.diffcont.config.Part;
import org.diffcont.config.PartForm;
import org.diffcont.config.WordType;
import org.diffcont.detect.source.Features;
import org.diffcont.nativecore.NormalityConfig;
import org.diffcont.nativecore.NormalityModel;
import org.diffcont.nativecore.NormalitySharing;

/**
 * A Gaussian of all channels at every cell (Rippel, Mertens and Merhof 2020), fitted by the native core.
 *
 * @param sharing     what the cells share
 * @param directions  the share of directions that count, of least variance, in percent; 100 but for pooled and free
 */
public record GaussianMethod(NormalitySharing sharing, int directions) implements NormalityMethod {
    static final List<PartForm<ModelPart>> FORMS = List.of(
        form(new PartForm.Argument("SHARING", new WordType("position", "block", "pooled", "free"))),
        form(new PartForm.Argument("SHARED", new WordType("pooled", "free")),
            new PartForm.Argument("PERCENT", new IntegerType(1, 100))));

    private static PartForm<ModelPart> form(PartForm.Argument... arguments) {
        return new PartForm<>("gaussian", List.of(arguments), GaussianMethod::of);
    }

    private static GaussianMethod of(Part part) {
        return new GaussianMethod(NormalitySharing.valueOf(part.word(0).toUpperCase(Locale.ROOT)),
            part.arguments().size() > 1 ? part.number(1) : 100);
    }

    @Override
    public boolean hasLocations() {
        return true;
    }

    @Override
    public Normality fit(Features features, Whitening whitening) {
        return new NativeNormality(NormalityModel.fit(NormalityConfig.gaussian(sharing, directions),
            features.values(), features.count(), features.locations(), features.channels()));
    }

    @Override
    public Normality load(Path file, Whitening whitening) {
        return new NativeNormality(NormalityModel.load(file));
    }

    @Override
    public String toString() {
        return "gaussian:" + sharing.name().toLowerCase(Locale.ROOT) + (directions == 100 ? "" : ":" + directions);
    }
}

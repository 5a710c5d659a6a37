package org.diffcont.detect.normality;

import java.nio.file.Path;
import java.util.List;
import org.diffcont.config.ModelPart;
import org.diffcont.config.PartForm;
import org.diffcont.config.SettingsRules;
import org.diffcont.detect.source.BottleneckSource;
import org.diffcont.detect.source.Features;

/** The paper's: the squared Euclidean distance to the class mean in whitened space ({@link WhitenedMean}). */
public record WhitenedMethod() implements NormalityMethod {
    static final PartForm<ModelPart> FORM = new PartForm<>("whitened", List.of(), _ -> new WhitenedMethod());

    @Override
    public boolean hasLocations() {
        return false;
    }

    @Override
    public boolean needsWhitening() {
        return true;
    }

    @Override
    public void check(String source) {
        SettingsRules.require(source.equals(new BottleneckSource().toString()),
            "readings.candidates has %s/%s, but the model whitened goes with the source bottleneck alone", source, this);
    }

    @Override
    public Normality fit(Features features, Whitening whitening) {
        return WhitenedMean.fit(whitening, features);
    }

    @Override
    public Normality load(Path file, Whitening whitening) {
        return WhitenedMean.load(file, whitening);
    }

    @Override
    public String toString() {
        return "whitened";
    }
}

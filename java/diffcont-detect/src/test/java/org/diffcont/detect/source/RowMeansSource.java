package org.diffcont.detect.source;

import java.util.List;
import org.diffcont.config.PartForm;
import org.diffcont.config.PartProvider;
import org.diffcont.config.Settings;
import org.diffcont.config.SettingsRules;
import org.diffcont.config.SourcePart;

/** A source that this library does not have: the mean of each of some bands of rows. All that a source takes. */
public record RowMeansSource(int bands) implements FeatureSource {
    static final PartForm<SourcePart> FORM = new PartForm<>("row_means", List.of(PartForm.GRID),
        part -> new RowMeansSource(part.number(0)));

    /** The line that makes it known, in META-INF/services, as another module would. */
    public static final class Provider implements PartProvider {
        @Override
        public List<PartForm<SourcePart>> sources() {
            return List.of(FORM);
        }
    }

    @Override
    public Needs needs() {
        return Needs.NOTHING;
    }

    @Override
    public int cells() {
        return 1;
    }

    @Override
    public void check(String key, Settings settings) {
        SettingsRules.require(settings.data().imageSize() % bands == 0, "%s has %s, which does not divide "
            + "data.image_size = %d", key, this, settings.data().imageSize());
    }

    @Override
    public Features read(ImageReadings images) {
        int size = images.size();
        float[][] rows = new float[images.count()][bands];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < size * size; k++) {
                rows[i][k / size * bands / size] += images.images().image(i)[k] / (size * size / bands);
            }
        }
        return new Features(rows, 1, bands);
    }

    @Override
    public String toString() {
        return "row_means:" + bands;
    }
}

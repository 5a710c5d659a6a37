package org.diffcont.detect.source;

import java.util.List;
import java.util.stream.Stream;
import org.diffcont.config.PartForm;
import org.diffcont.config.PartProvider;
import org.diffcont.config.SourcePart;

/** The feature sources of this library, in the order in which they are documented. */
public final class Sources implements PartProvider {
    @Override
    public List<PartForm<SourcePart>> sources() {
        return Stream.of(Stream.of(BottleneckSource.FORM, LevelsSource.FORM, ReconstructionSource.FORM,
            BackboneSource.FORM), TrunkSource.FORMS.stream(), ImageSource.FORMS.stream()).flatMap(forms -> forms)
            .toList();
    }
}

package org.diffcont.detect.normality;

import java.util.List;
import java.util.stream.Stream;
import org.diffcont.config.ModelPart;
import org.diffcont.config.PartForm;
import org.diffcont.config.PartProvider;

/** The methods of this library, in the order in which they are documented. */
public final class NormalityMethods implements PartProvider {
    @Override
    public List<PartForm<ModelPart>> models() {
        return Stream.of(List.of(WhitenedMethod.FORM), NativeMethod.FORMS, GaussianMethod.FORMS)
            .flatMap(List::stream).toList();
    }
}

package org.diffcont.config;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The parts that keys can name: feature sources, and models of what is normal. */
public final class Parts {
    private static final List<PartProvider> PROVIDERS = ServiceLoader.load(PartProvider.class,
            PartProvider.class.getClassLoader()).stream().map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparing(provider -> provider.getClass().getName())).toList();

    static final PartType<SourcePart> SOURCES =
            new PartType<>(PROVIDERS.stream().flatMap(provider -> provider.sources().stream()).toList());
    static final PartType<ModelPart> MODELS =
            new PartType<>(PROVIDERS.stream().flatMap(provider -> provider.models().stream()).toList());

    private Parts() {}

    /** The source that a text names. */
    public static SourcePart source(Part part) {
        return SOURCES.make(part);
    }

    /** The model that a text names. */
    public static ModelPart model(Part part) {
        return MODELS.make(part);
    }
}

package org.diffcont.config;

import java.util.List;

/** Parts that a package brings; found by {@link java.util.ServiceLoader}. */
public interface PartProvider {
    /** Where features come from. */
    default List<PartForm<SourcePart>> sources() {
        return List.of();
    }

    /** What is learned of a class's features. */
    default List<PartForm<ModelPart>> models() {
        return List.of();
    }
}

package org.diffcont.nativecore;

import java.util.Objects;

/**
 * diffusers' {@code DDIMScheduler} with eta = 0, clipping the predicted clean image and ending at it.
 *
 * @param steps   1..trainTimesteps
 * @param spacing where the timesteps lie
 */
public record SamplerConfig(int steps, TimestepSpacing spacing) {

    /** @throws IllegalArgumentException naming the field that is out of its range */
    public SamplerConfig {
        Objects.requireNonNull(spacing, "spacing");
        Checks.atLeast(steps, 1, "steps");
    }
}

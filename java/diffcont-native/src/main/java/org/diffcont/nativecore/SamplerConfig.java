package org.diffcont.nativecore;

import java.util.Objects;

/**
 * diffusers' {@code DDIMScheduler} with eta = 0.
 *
 * @param steps         1..trainTimesteps
 * @param spacing       where the timesteps lie
 * @param stepsOffset   added to every timestep with leading spacing (0)
 * @param clipSample    whether the predicted clean image is clipped to [-1, 1] (true)
 * @param setAlphaToOne whether the last step ends at the clean image (true)
 */
public record SamplerConfig(int steps, TimestepSpacing spacing, int stepsOffset, boolean clipSample,
                            boolean setAlphaToOne) {

    /** @throws IllegalArgumentException naming the field that is out of its range */
    public SamplerConfig {
        Objects.requireNonNull(spacing, "spacing");
        Checks.atLeast(steps, 1, "steps");
        Checks.atLeast(stepsOffset, 0, "stepsOffset");
    }
}

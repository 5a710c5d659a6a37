package org.diffcont.nativecore;

/** Where DDIM's timesteps lie, as in diffusers' {@code DDIMScheduler}. */
public enum TimestepSpacing { LEADING, TRAILING }

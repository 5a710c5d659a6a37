package org.diffcont.config;

/** {@code defects.*}: synthetic defects that readings are chosen by. Keys and ranges: {@link DetectionKeys}. */
public record DefectsSettings(int count) {}

/**
 * The configuration: every key with its type, range and default ({@link org.diffcont.config.Keys}), the named profiles,
 * and the effective values as immutable records ({@link org.diffcont.config.Settings}).
 */
package org.diffcont.config;

package org.diffcont.grid;

import org.diffcont.config.Settings;

/**
 * One benchmark run of a grid.
 *
 * @param order    the class order, as the key experience.order is written
 * @param folder   name of its run folder
 * @param settings its configuration
 */
public record GridRun(GridPoint point, String order, long seed, String folder, Settings settings) {
}

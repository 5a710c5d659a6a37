/**
 * Grids of benchmark runs: every combination of some choices, with several seeds and class orders, and one table of
 * what they gave. Each run is an ordinary run folder, so a grid that was stopped goes on run by run.
 */
package org.diffcont.grid;

/** Heat maps as pictures for people and as arrays for programs. */
package org.diffcont.heatmap;

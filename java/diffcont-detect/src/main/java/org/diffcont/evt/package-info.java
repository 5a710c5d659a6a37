/**
 * Extreme value theory: the Weibull model of a class's largest normal distances, and thresholds from normal images.
 * Plain values only; loads no native library.
 */
package org.diffcont.evt;

/**
 * Products that lie anywhere and turned any way: finds the product in front of a plain background and moves it to the
 * middle, turned along its axis, so that what is at a place of the image is at that place of the product.
 */
package org.diffcont.pose;

/**
 * Defects pasted on normal images. They stand in for real defects, of which a new product has none, wherever a choice
 * needs both kinds of image. Plain values only; loads no native library.
 */
package org.diffcont.defect;

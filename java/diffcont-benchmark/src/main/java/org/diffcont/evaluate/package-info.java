/**
 * What is measured after an experience: metrics per class, macro and pooled, forgetting, and the files they go to.
 * Plain values only; loads no native library.
 */
package org.diffcont.evaluate;

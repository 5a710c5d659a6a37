/** Whether an image as a whole, and its file, are of the kind that a class was learned from. */
package org.diffcont.detect.check;

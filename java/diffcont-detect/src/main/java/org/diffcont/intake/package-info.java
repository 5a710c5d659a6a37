/** Where images to be scored come from: a list, a stream of paths, a folder into which they fall. */
package org.diffcont.intake;

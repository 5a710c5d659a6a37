/** How the search for the native libraries ended: for the other modules, which do not see who searches. */
package org.diffcont.nativecore.library;

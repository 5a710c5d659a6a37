/** Watches a detector at work through the scores it has logged. */
package org.diffcont.monitor;

/**
 * The report of a run: one HTML page that holds everything it shows, and the headline figures as CSV and LaTeX. Reads
 * run folders only; loads no native library.
 */
package org.diffcont.report;

package org.diffcont.bench;

/** Work on some rows, independent of the others. */
interface RowKernel {

    /** Writes the results of rows begin..end-1. */
    void rows(int begin, int end, float[] results);
}

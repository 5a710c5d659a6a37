// A kernel with a fault, so that a sanitizer that finds nothing is known to have looked.
#pragma once

// Writes one element past the end of its memory.
void write_out_of_bounds();

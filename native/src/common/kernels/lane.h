// Marks a function for one element or vector that is to be part of the loop that calls it.
#pragma once

#define DIFFCONT_LANE static inline __attribute__((always_inline))

// Marks a function that is compiled once for each instruction set, the version picked when the library loads.
// Sanitizers run before such a pick can be made.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define DIFFCONT_BY_CPU __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define DIFFCONT_BY_CPU
#endif

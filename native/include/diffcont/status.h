/*
 * What both libraries share: statuses and the rules of every function.
 *
 * There are two libraries, and a program may link to either or both. libdiffcont_detect (diffcont_detect.h, prefix dc_)
 * reads images and learns what is normal; it needs nothing but the C and C++ runtimes and OpenMP's. libdiffcont_network
 * (diffcont_network.h, prefix dcn_) has what needs libtorch: networks, their training, a user's own backbone, GPUs. Each
 * has its own handles, last error and number of threads.
 *
 * Every function that can fail returns a dc_status and clears the calling thread's last error in its library on entry.
 * Unless a comment says otherwise:
 * - pointers are borrowed for the length of the call and must not be null; results are written only when the status is
 *   DC_OK;
 * - counts and sizes are at least 1, and an array holds at most 2^36 values;
 * - a float array that holds NaN or infinity gives DC_ERROR_NOT_FINITE, whose message names the first such element.
 *
 * Handles are generational numbers: a stale, freed or wrong-type handle gives DC_ERROR_BAD_HANDLE, never a crash. 0 is
 * no handle. Every function may be called from any thread at any time. Freeing a handle while another thread is inside
 * a call on it leaves that call unharmed.
 */
#ifndef DIFFCONT_STATUS_H
#define DIFFCONT_STATUS_H

#include <stddef.h>
#include <stdint.h>

#include "diffcont/export.h"

typedef int32_t dc_status;

enum {
  DC_OK = 0,
  DC_ERROR_INVALID_ARGUMENT = 1, /* a null pointer, a wrong size, a value out of its range */
  DC_ERROR_BAD_HANDLE = 2,       /* stale, freed, or of another type */
  DC_ERROR_IO = 3,               /* a file could not be opened, read or written */
  DC_ERROR_FORMAT = 4,           /* a file's content is not what it has to be */
  DC_ERROR_OUT_OF_MEMORY = 5,
  DC_ERROR_NOT_FINITE = 6,       /* a loss, gradient or input became NaN or infinite; nothing was updated */
  DC_ERROR_UNSUPPORTED = 7,      /* a valid request that this build or machine cannot meet */
  DC_ERROR_INTERNAL = 8          /* a fault of this library */
};

#endif

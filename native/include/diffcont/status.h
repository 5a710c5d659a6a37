/*
 * Statuses, the last error's message, and the version of this interface.
 *
 * Every function that can fail returns a dc_status and clears the calling thread's last error on entry. Unless a
 * comment says otherwise:
 * - pointers are borrowed for the length of the call and must not be null; results are written only when the status is
 *   DC_OK;
 * - counts and sizes are at least 1, and an array holds at most 2^36 values;
 * - a float array that holds NaN or infinity gives DC_ERROR_NOT_FINITE, whose message names the first such element.
 *
 * Handles are generational numbers: a stale, freed or wrong-type handle gives DC_ERROR_BAD_HANDLE, never a crash. 0 is
 * no handle. Every function may be called from any thread at any time. Calls that only read a network's weights run
 * beside each other; one that changes them (a training step, adding classes) waits until it is alone, and so do calls
 * on one sampler, trainer or backbone. Freeing a handle while another thread is inside a call on it leaves that call
 * unharmed.
 *
 * With the environment variable DIFFCONT_BACKTRACE set, libtorch's own report of a DC_ERROR_INTERNAL goes to stderr.
 */
#ifndef DIFFCONT_STATUS_H
#define DIFFCONT_STATUS_H

#include <stddef.h>
#include <stdint.h>

#include "diffcont/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Raised by one whenever a function, struct or meaning in these headers changes. */
#define DC_ABI_VERSION 4

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

/* DC_ABI_VERSION of the library that was loaded. */
DC_API int32_t dc_abi_version(void) DC_NOEXCEPT;

/* Name of a status, such as "DC_ERROR_IO"; "unknown status" for any other number. Static memory. */
DC_API const char* dc_status_name(dc_status status) DC_NOEXCEPT;

/*
 * Copies the calling thread's last message (UTF-8, one line, no terminator counted) into buffer.
 *   buffer    capacity bytes, or NULL with capacity 0 to ask for the size only
 *   length    receives the message's length in bytes, without the terminator; 0 when the last call succeeded
 * The text is cut at capacity - 1 and always terminated when capacity > 0. Does not clear the message.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT (length is NULL, or buffer is NULL with capacity > 0).
 */
DC_API dc_status dc_last_error(char* buffer, size_t capacity, size_t* length) DC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif

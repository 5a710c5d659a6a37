/* What the detect library is, and with how many threads it computes. */
#ifndef DIFFCONT_DETECT_RUNTIME_H
#define DIFFCONT_DETECT_RUNTIME_H

#include "diffcont/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Raised by one whenever a function, struct or meaning in the detect library's headers changes. */
#define DC_ABI_VERSION 6

/* DC_ABI_VERSION of the library that was loaded. */
DC_API int32_t dc_abi_version(void) DC_NOEXCEPT;

/*
 * Copies the calling thread's last message (UTF-8, one line, no terminator counted) into buffer.
 *   buffer    capacity bytes, or NULL with capacity 0 to ask for the size only
 *   length    receives the message's length in bytes, without the terminator; 0 when the last call succeeded
 * The text is cut at capacity - 1 and always terminated when capacity > 0. Does not clear the message.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT (length is NULL, or buffer is NULL with capacity > 0).
 */
DC_API dc_status dc_last_error(char* buffer, size_t capacity, size_t* length) DC_NOEXCEPT;

/*
 * Sets the number of threads that this library's calls share; 0 means one for each processor this process may use.
 * Results do not depend on it.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT (threads < 0 or > 1024).
 */
DC_API dc_status dc_set_threads(int32_t threads) DC_NOEXCEPT;

/*
 * Reports the layout of these headers' structs as the library was compiled, so that bindings can be checked: a JSON
 * object {"struct name": {"size": n, "fields": {"name": offset, ...}}, ...}. Size probe as in dc_last_error.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dc_struct_layouts(char* buffer, size_t capacity, size_t* length) DC_NOEXCEPT;

/* Number of this library's handles that are alive now, of all types: 0 when every one was freed. */
DC_API int64_t dc_live_handles(void) DC_NOEXCEPT;

/*
 * Writes a JSON object (UTF-8) that describes the library: "version", "abi", "compiler", "threads", "cpu" (the
 * instructions its kernels were picked for: "avx512", "avx2" or "plain"). Size probe as in dc_last_error.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dc_runtime_describe(char* buffer, size_t capacity, size_t* length) DC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif

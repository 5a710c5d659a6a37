/*
 * What the network library runs on, and with how many threads.
 *
 * Calls that only read a network's weights run beside each other; one that changes them (a training step, adding
 * classes) waits until it is alone, and so do calls on one sampler, trainer or backbone.
 *
 * With the environment variable DIFFCONT_BACKTRACE set, libtorch's own report of a DC_ERROR_INTERNAL goes to stderr.
 */
#ifndef DIFFCONT_NETWORK_RUNTIME_H
#define DIFFCONT_NETWORK_RUNTIME_H

#include "diffcont/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Raised by one whenever a function, struct or meaning in the network library's headers changes. */
#define DCN_ABI_VERSION 5

/* Number format that a network infers in, or a trainer trains in; weights are f32 in both. */
enum { DCN_PRECISION_F32 = 0, DCN_PRECISION_BF16 = 1 };

/* DCN_ABI_VERSION of the library that was loaded. */
DC_API int32_t dcn_abi_version(void) DC_NOEXCEPT;

/*
 * Copies the calling thread's last message (UTF-8, one line, no terminator counted) into buffer.
 *   buffer    capacity bytes, or NULL with capacity 0 to ask for the size only
 *   length    receives the message's length in bytes, without the terminator; 0 when the last call succeeded
 * The text is cut at capacity - 1 and always terminated when capacity > 0. Does not clear the message.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT (length is NULL, or buffer is NULL with capacity > 0).
 */
DC_API dc_status dcn_last_error(char* buffer, size_t capacity, size_t* length) DC_NOEXCEPT;

/*
 * Sets the number of threads that this library's calls share; 0 means one for each processor this process may use.
 * Results do not depend on it beyond what the last bits of a sum may.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT (threads < 0 or > 1024).
 */
DC_API dc_status dcn_set_threads(int32_t threads) DC_NOEXCEPT;

/*
 * Reports the layout of these headers' structs as the library was compiled, so that bindings can be checked: a JSON
 * object {"struct name": {"size": n, "fields": {"name": offset, ...}}, ...}. Size probe as in dcn_last_error.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dcn_struct_layouts(char* buffer, size_t capacity, size_t* length) DC_NOEXCEPT;

/* Number of this library's handles that are alive now, of all types: 0 when every one was freed. */
DC_API int64_t dcn_live_handles(void) DC_NOEXCEPT;

/*
 * Writes a JSON object (UTF-8) that describes the library: "version", "abi", "compiler", "torch", "parallel"
 * (OpenMP settings), "threads", "cpu_capability" (libtorch's kernels), "avx512_bf16" and "amx_bf16" (bfloat16 dot
 * products and matrix tiles of the processor), "bf16" (true with either, or when dcn_set_device took a GPU), "blas",
 * "device" (as dcn_device_describe). Size probe as in dcn_last_error.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dcn_runtime_describe(char* buffer, size_t capacity, size_t* length) DC_NOEXCEPT;

/*
 * Sets where networks made or read from here on live, and where dcn_squared_distances computes; the processor at first.
 *   device   "cpu", "cuda" (the first GPU), "cuda:N", or "auto": the first GPU, else the processor
 *   tf32     1: f32 products and convolutions on a GPU may round their factors to TensorFloat-32 (11 bits), else 0
 * "auto" never fails; what it took and why is in dcn_device_describe.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT (another text), DC_ERROR_UNSUPPORTED (the message says why that device
 * cannot be used; nothing changed).
 */
DC_API dc_status dcn_set_device(const char* device, int32_t tf32) DC_NOEXCEPT;

/*
 * Writes a JSON object (UTF-8): "device" (what dcn_set_device took), "cuda_built" (whether this library has CUDA code),
 * "usable" (whether there is a GPU that can be used), "reason" (why not, or ""), "devices" (a list of objects:
 * "device", "name", "compute_capability", "multiprocessors", "total_memory" and "free_memory" in bytes), "libraries"
 * (an object: name to version), "notices" (texts a user should see, such as a batch that had to be halved for lack of
 * memory).
 * Size probe as in dcn_last_error.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dcn_device_describe(char* buffer, size_t capacity, size_t* length) DC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif

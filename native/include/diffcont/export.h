/* Visibility and linkage of every function that this library exports. */
#ifndef DIFFCONT_EXPORT_H
#define DIFFCONT_EXPORT_H

#if defined(__GNUC__)
#define DC_API __attribute__((visibility("default")))
#else
#define DC_API
#endif

#ifdef __cplusplus
#define DC_NOEXCEPT noexcept
#else
#define DC_NOEXCEPT
#endif

#endif

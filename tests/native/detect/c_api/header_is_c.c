/* The umbrella header compiles as C11, twice in one file, and its functions can be called from C. */
#include "diffcont/diffcont_detect.h"

_Static_assert(sizeof(dc_status) == 4, "dc_status is an int32_t");
_Static_assert(sizeof(dc_normality) == 8, "handles are 64-bit numbers");

int32_t abi_version_seen_by_c(void);

int32_t abi_version_seen_by_c(void) { return dc_abi_version() == DC_ABI_VERSION ? DC_ABI_VERSION : -1; }

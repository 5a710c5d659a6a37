/* The umbrella headers compile as C11, twice and together in one file, and their functions can be called from C. */
#include "diffcont/diffcont_detect.h"
#include "diffcont/diffcont_network.h"

_Static_assert(sizeof(dc_status) == 4, "dc_status is an int32_t");
_Static_assert(sizeof(dcn_network) == 8, "handles are 64-bit numbers");

int32_t abi_version_seen_by_c(void);

int32_t abi_version_seen_by_c(void) { return dcn_abi_version() == DCN_ABI_VERSION ? DCN_ABI_VERSION : -1; }

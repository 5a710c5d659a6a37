// What the tests of the detect library's C interface share.
#pragma once

#include "common/c_api/support.h"
#include "diffcont/diffcont_detect.h"

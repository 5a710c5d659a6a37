// How often this executable has allocated by operator new.
#pragma once

#include <cstdint>

int64_t allocations();

/* The C interface of libdiffcont_network, whole. */
#ifndef DIFFCONT_NETWORK_H
#define DIFFCONT_NETWORK_H

#include "diffcont/network/backbone.h"
#include "diffcont/network/continual.h"
#include "diffcont/network/distances.h"
#include "diffcont/network/features.h"
#include "diffcont/network/learning.h"
#include "diffcont/network/network.h"
#include "diffcont/network/runtime.h"
#include "diffcont/network/sampling.h"

#endif

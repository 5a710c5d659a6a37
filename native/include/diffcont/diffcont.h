/* DiffCont's C interface, whole. */
#ifndef DIFFCONT_H
#define DIFFCONT_H

#include "diffcont/backbone.h"
#include "diffcont/continual.h"
#include "diffcont/diffusion.h"
#include "diffcont/features.h"
#include "diffcont/image_features.h"
#include "diffcont/learning.h"
#include "diffcont/network.h"
#include "diffcont/normality.h"
#include "diffcont/runtime.h"
#include "diffcont/status.h"

#endif

/* The C interface of libdiffcont_detect, whole. */
#ifndef DIFFCONT_DETECT_H
#define DIFFCONT_DETECT_H

#include "diffcont/detect/distances.h"
#include "diffcont/detect/image_features.h"
#include "diffcont/detect/noise.h"
#include "diffcont/detect/normality.h"
#include "diffcont/detect/runtime.h"
#include "diffcont/detect/trunk.h"

#endif

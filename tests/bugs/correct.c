// SPDX-License-Identifier: MIT
/* The small driver without a mistake: nothing must be reported of it. */
#include "small_dma.h"

const struct small_ops small_ops = { .name = "correct" };

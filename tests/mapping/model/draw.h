/* SPDX-License-Identifier: MIT */
/* Random operations for the model-based test: such as make sense now, mostly. */
#ifndef TESTS_MAPPING_DRAW_H
#define TESTS_MAPPING_DRAW_H

#include "oracle.h"

/* a generator's state; not 0 */
typedef u64 dice_t;

u32 dice(dice_t *d);
/* op_draw() - an operation; @largest: bytes of the longest mapping to try */
void op_draw(dice_t *d, const struct oracle *o, unsigned int largest, struct op *op);

#endif

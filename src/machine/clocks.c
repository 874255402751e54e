// SPDX-License-Identifier: MIT
/*
 * Clocks, as far as a model's timing needs them: fixed ones and fixed factors
 * of others, read from the tree. Kernel side. What drivers do with clocks is
 * src/device/clk's subject, and does not change a model's timing.
 */
#include <linux/kernel.h>

#include "machine/machine_private.h"

/* board_check() has refused circles; this is for chains through disabled nodes */
#define CHAIN_MAX 32

/* the rate that "assigned-clock-rates" of @node gives to the clock that @ref names; 0: none */
static uint64_t clock_assigned(int node, const struct board_ref *ref)
{
	struct board_ref other;
	unsigned int i, k;
	uint32_t hz;

	for (i = 0; !board_ref(machine_tree, node, "assigned-clocks", "#clock-cells", i, &other);
	     i++) {
		if (other.node != ref->node)
			continue;
		for (k = 0; k < ref->ncells && other.cells[k] == ref->cells[k]; k++)
			;
		if (k == ref->ncells &&
		    board_prop_u32(machine_tree, node, "assigned-clock-rates", i, &hz))
			return hz;
	}
	return 0;
}

/* the rate of what clock provider node @node puts out; 0: not known */
static uint64_t clock_rate(int node, unsigned int depth)
{
	uint32_t hz, mult = 1, div = 1;
	struct board_ref parent;

	if (board_compatible(machine_tree, node, "fixed-clock"))
		return board_prop_u32(machine_tree, node, "clock-frequency", 0, &hz) ? hz : 0;
	if (depth > CHAIN_MAX || !board_compatible(machine_tree, node, "fixed-factor-clock") ||
	    board_ref(machine_tree, node, "clocks", "#clock-cells", 0, &parent))
		return 0;
	board_prop_u32(machine_tree, node, "clock-mult", 0, &mult);
	board_prop_u32(machine_tree, node, "clock-div", 0, &div);
	return div ? clock_rate(parent.node, depth + 1) * mult / div : 0;
}

uint64_t dmae_model_clock_hz(struct dmae_model *m, unsigned int index, uint64_t otherwise)
{
	struct board_ref ref;
	uint64_t hz;

	if (board_ref(machine_tree, m->node, "clocks", "#clock-cells", index, &ref))
		return otherwise;
	hz = clock_rate(ref.node, 0);
	if (!hz)
		hz = clock_assigned(m->node, &ref);
	return hz ? hz : otherwise;
}

uint64_t dmae_model_running_clock_hz(struct dmae_model *m, unsigned int index, uint64_t otherwise)
{
	uint64_t hz = dmae_model_clock_hz(m, index, otherwise);

	if (!hz)
		dmae_model_error(m,
				 "its clock stands still: \"clocks\" must lead to one with a rate");
	return hz;
}

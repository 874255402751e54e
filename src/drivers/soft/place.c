// SPDX-License-Identifier: MIT
/* Where workers run: as they were told (parameter cpus), or not where their clients do. place.h. */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
#include <linux/time64.h>

#include "base/exec/task.h"
#include "base/host.h"
#include "drivers/soft/place.h"
#include "drivers/soft/soft.h"

/* a worker is moved once in so long, and more rarely if that does not help */
#define PAUSE_FIRST	(1 * NSEC_PER_MSEC)
#define PAUSE_LAST	(1 * NSEC_PER_SEC)

/* CPUs of the host; none: wherever the host likes */
static unsigned int placed[SOFT_MAX_CHANNELS], nplaced;
static char placement[128];

static int set_cpus(const char *val, const struct kernel_param *kp)
{
	char text[sizeof(placement)];
	unsigned int list[SOFT_MAX_CHANNELS];
	int n;

	strscpy(text, val, sizeof(text));
	strim(text);
	n = text[0] ? host_cpus_named(text, list, ARRAY_SIZE(list)) : 0;
	if (n < 0) {
		pr_err("soft_dma: cpus=%s: expected CPUs of the host that this process may use, 0,2-3, "
		       "or those of a NUMA node, node0\n", text);
		return -EINVAL;
	}
	strscpy(placement, text, sizeof(placement));
	memcpy(placed, list, n * sizeof(*list));
	nplaced = n;
	return 0;
}

static int get_cpus(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PAGE_SIZE, "%s\n", placement);
}

/* the module goes: the next world's starts from the defaults */
static void forget_cpus(void *arg)
{
	placement[0] = '\0';
	nplaced = 0;
}

static const struct kernel_param_ops cpus_ops = {
	.set = set_cpus,
	.get = get_cpus,
	.free = forget_cpus,
};
module_param_cb(cpus, &cpus_ops, NULL, 0444);
MODULE_PARM_DESC(cpus, "The host's CPUs for the workers, one after another: 0,2-3, or node0 for a NUMA "
		       "node's (default: the host decides, but not where their clients are)");

void soft_place_begin(struct soft_place *p, unsigned int id)
{
	*p = (struct soft_place){
		.client = SOFT_NOWHERE, .fixed = nplaced || exec_fast.fibers, .pause = PAUSE_FIRST,
	};
	if (nplaced && !exec_fast.fibers)
		host_thread_pin(placed[id % nplaced]);
}

/* they met again soon after the last time: moving does not help much, and becomes rare */
static bool may_move(struct soft_place *p, u64 now)
{
	u64 since = now - p->moved;

	if (since < p->pause)
		return false;
	p->pause = since < 2 * p->pause ? min_t(u64, 2 * p->pause, PAUSE_LAST) : PAUSE_FIRST;
	return true;
}

void soft_place_leave(struct soft_place *p)
{
	u64 now = host_now_ns();

	p->turns = 0;
	if (!may_move(p, now))
		return;
	p->moved = now;
	WRITE_ONCE(p->fixed, host_thread_leave_cpu() != 0);
}

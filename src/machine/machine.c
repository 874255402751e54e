// SPDX-License-Identifier: MIT
/*
 * Power on and off: in which order the parts of a machine come up and go
 * away. Kernel side; the world calls it. Each part is its own file.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/host.h"
#include "machine/cache_private.h"
#include "machine/machine_private.h"

const struct board *machine_tree;
void (*machine_trace)(const char *event, const char *fmt, ...);

int machine_refuse(const struct machine_err *err, int code, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vscnprintf(err->text, err->size, fmt, args);
	va_end(args);
	return code;
}

#define LIMIT_INTERVAL_NS 5000000000ull
#define LIMIT_BURST	  10

bool machine_may_say(struct machine_limit *limit, const char *name)
{
	exec_ns now = exec_now();

	if (!limit->used || now - limit->since >= LIMIT_INTERVAL_NS) {
		if (limit->unsaid)
			pr_warn("machine: %s: %u more reports were left out\n", name,
				limit->unsaid);
		limit->used = true;
		limit->since = now;
		limit->said = 0;
		limit->unsaid = 0;
	}
	if (limit->said < LIMIT_BURST) {
		limit->said++;
		return true;
	}
	limit->unsaid++;
	return false;
}

int machine_start(const struct board *board, char *err, size_t err_size)
{
	struct machine_err why = { err, err_size };
	int ret;

	if (machine_tree)
		return machine_refuse(&why, -EBUSY, "a machine is running already");
	machine_tree = board;
	grants_start();
	ret = ram_start(&why);
	if (ret)
		goto err_stop;
	models_windows();
	ret = decode_seal(&why);
	if (ret)
		goto err_stop;
	ret = mmio_start(&why);
	if (ret)
		goto err_stop;
	/* last of what can fail: memory that others have cannot be taken back */
	ret = ram_give(&why);
	if (ret)
		goto err_stop;
	exec_hw_lock();
	models_start();
	exec_hw_unlock();
	return 0;

err_stop:
	machine_stop();
	return ret;
}

void machine_stop(void)
{
	if (!machine_tree)
		return;
	exec_hw_lock();
	models_stop();
	exec_hw_unlock();
	lines_stop();
	masters_stop();
	grants_stop();
	mmio_stop();
	decode_stop();
	cache_stop();
	ram_stop();
	machine_checker = false;
	machine_tree = NULL;
}

const struct board *machine_board(void)
{
	return machine_tree;
}

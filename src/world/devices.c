// SPDX-License-Identifier: MIT
/* Devices of the board that no driver has claimed, for programs. */
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/string.h>

#include <dmae/world.h>

#include "base/host.h"
#include "device/firmware.h"
#include "world/world.h"

/** struct unbound - a node's path, a NUL, and what it is */
struct unbound {
	char text[256];
};

struct unbound_list {
	struct unbound *all;
	size_t count;
};

static bool note_one(struct device_node *np, const char *compatible, void *arg)
{
	struct unbound_list *list = arg;
	struct unbound *u;
	size_t len;

	list->all = host_realloc(list->all, (list->count + 1) * sizeof(*u));
	u = &list->all[list->count++];
	len = scnprintf(u->text, sizeof(u->text) / 2, "%pOF", np);
	strscpy(u->text + len + 1, compatible, sizeof(u->text) - len - 1);
	return true;
}

int dmae_devices_unbound(int (*fn)(const char *node, const char *compatible, void *arg), void *arg)
{
	struct unbound_list list = { .all = NULL };
	int ret = world_check_running();
	size_t i;

	if (ret)
		return ret;
	/* a copy, so that @fn may do what it likes, loading a driver included */
	of_platform_report_unbound(note_one, &list);
	for (i = 0; i < list.count && !ret; i++) {
		const char *node = list.all[i].text;

		ret = fn(node, node + strlen(node) + 1, arg);
	}
	host_free(list.all);
	return ret ? ret : world_ok(0);
}

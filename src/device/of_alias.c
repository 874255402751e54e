// SPDX-License-Identifier: MIT
/*
 * /aliases and /chosen: which number of its kind a node is ("serial1"), and
 * where the console is. Read once, when the tree was built.
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/of.h>
#include <linux/string.h>

#include "base/host.h"
#include "device/firmware.h"

/* struct alias - "serial1 = &uart" is stem "serial", id 1; the list never changes after the scan */
struct alias {
	struct list_head link;
	struct device_node *np;
	int id;
	char stem[];
};

static LIST_HEAD(aliases);

static void alias_add(const char *name, struct device_node *np)
{
	size_t stem = strlen(name);
	struct alias *alias;
	int id;

	while (stem && isdigit(name[stem - 1]))
		stem--;
	if (kstrtoint(name + stem, 10, &id))
		return;
	alias = host_alloc(sizeof(*alias) + stem + 1);
	memcpy(alias->stem, name, stem);
	alias->np = np;
	alias->id = id;
	list_add_tail(&alias->link, &aliases);
}

static void chosen_scan(void)
{
	const char *path;

	of_chosen = of_find_node_by_path("/chosen");
	if (!of_chosen)
		of_chosen = of_find_node_by_path("/chosen@0");
	if (!of_property_read_string(of_chosen, "stdout-path", &path) ||
	    !of_property_read_string(of_chosen, "linux,stdout-path", &path))
		of_stdout = of_find_node_by_path(path);
}

void of_alias_scan(void)
{
	struct property *pp;

	of_aliases = of_find_node_by_path("/aliases");
	chosen_scan();
	if (!of_aliases)
		return;
	for_each_property_of_node(of_aliases, pp) {
		struct device_node *np = of_find_node_by_path(pp->name);

		if (np)
			alias_add(pp->name, np);
	}
}

void of_alias_stop(void)
{
	struct alias *alias;
	struct alias *next;

	list_for_each_entry_safe(alias, next, &aliases, link)
		host_free(alias);
	INIT_LIST_HEAD(&aliases);
}

int of_alias_get_id(struct device_node *np, const char *stem)
{
	struct alias *alias;

	list_for_each_entry(alias, &aliases, link)
		if (alias->np == np && !strcmp(alias->stem, stem))
			return alias->id;
	return -ENODEV;
}
EXPORT_SYMBOL_GPL(of_alias_get_id);

int of_alias_get_highest_id(const char *stem)
{
	struct alias *alias;
	int id = -ENODEV;

	list_for_each_entry(alias, &aliases, link)
		if (!strcmp(alias->stem, stem) && alias->id > id)
			id = alias->id;
	return id;
}
EXPORT_SYMBOL_GPL(of_alias_get_highest_id);

// SPDX-License-Identifier: MIT
/*
 * The device tree: unflattens the machine's board into nodes and properties,
 * and finds nodes by path, name, type, phandle and compatible. Reading
 * properties is in of_property.c, following references in of_phandle.c.
 * The tree is built once and read without a lock.
 */
#define pr_fmt(fmt) "OF: " fmt

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/of.h>
#include <linux/of_fdt.h>
#include <linux/export.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/host.h"
#include "device/firmware.h"
#include "machine/board.h"
#include "machine/machine.h"

struct device_node *of_root;
struct device_node *of_chosen;
struct device_node *of_aliases;
struct device_node *of_stdout;
DEFINE_RAW_SPINLOCK(devtree_lock);
EXPORT_SYMBOL(of_root);
EXPORT_SYMBOL(of_chosen);
EXPORT_SYMBOL(of_aliases);

/* open hash of the nodes that have a phandle; filled once, size a power of 2 */
static struct device_node **phandle_table;
static u32 phandle_mask;

/* ---- building ----------------------------------------------------------- */

static char *copy_until_at(const char *full_name)
{
	const char *at = strchr(full_name, '@');
	size_t len = at ? (size_t)(at - full_name) : strlen(full_name);
	char *name = host_alloc(len + 1);

	memcpy(name, full_name, len);
	return name;
}

static void node_add_property(struct property ***tail, const char *name,
			      const void *value, int length)
{
	struct property *prop = host_alloc(sizeof(*prop));

	prop->name = (char *)name;
	prop->value = (void *)value;
	prop->length = length;
	**tail = prop;
	*tail = &prop->next;
}

static void node_read_properties(struct device_node *np)
{
	const struct board *board = machine_board();
	struct property **tail = &np->properties;
	bool has_name = false;
	int at;

	for (at = board_first_prop(board, np->board_node); at >= 0;
	     at = board_next_prop(board, at)) {
		const char *name;
		int len;
		const void *value = board_prop_at(board, at, &name, &len);

		if (!value)
			continue;
		if (!strcmp(name, "name"))
			has_name = true;
		if ((!strcmp(name, "phandle") ||
		     !strcmp(name, "linux,phandle")) && len == 4)
			np->phandle = of_read_number(value, 1);
		node_add_property(&tail, name, value, len);
	}
	if (!has_name)
		node_add_property(&tail, "name", np->name,
				  strlen(np->name) + 1);
}

static struct device_node *node_build(int board_node,
				      struct device_node *parent,
				      unsigned int *phandles)
{
	const struct board *board = machine_board();
	struct device_node *np = host_alloc(sizeof(*np));
	struct device_node **tail = &np->child;
	int child;

	of_node_init(np);
	np->board_node = board_node;
	np->parent = parent;
	np->full_name = board_node_name(board, board_node);
	if (!np->full_name)
		np->full_name = "";
	np->name = copy_until_at(np->full_name);
	node_read_properties(np);
	if (np->phandle)
		(*phandles)++;

	for (child = board_first_child(board, board_node); child >= 0;
	     child = board_next_child(board, child)) {
		*tail = node_build(child, np, phandles);
		tail = &(*tail)->sibling;
	}
	return np;
}

static void properties_free(struct property *prop)
{
	while (prop) {
		struct property *next = prop->next;

		host_free(prop);
		prop = next;
	}
}

static void node_free(struct device_node *np)
{
	struct device_node *child = np->child;

	while (child) {
		struct device_node *next = child->sibling;

		node_free(child);
		child = next;
	}
	properties_free(np->properties);
	host_free((void *)np->name);
	host_free(np);
}

static u32 phandle_slot(phandle handle)
{
	return (handle * 2654435761u) & phandle_mask;
}

static void phandle_table_build(unsigned int phandles)
{
	struct device_node *np;
	u32 size = 16;

	while (size < phandles * 2)
		size *= 2;
	phandle_mask = size - 1;
	phandle_table = host_alloc(size * sizeof(*phandle_table));

	for_each_of_allnodes(np) {
		u32 slot = phandle_slot(np->phandle);

		if (!np->phandle)
			continue;
		while (phandle_table[slot])
			slot = (slot + 1) & phandle_mask;
		phandle_table[slot] = np;
	}
}

int of_start(void)
{
	unsigned int phandles = 0;
	int root = machine_board() ? board_root(machine_board()) : -1;

	if (root < 0)
		return 0;
	of_root = node_build(root, NULL, &phandles);
	phandle_table_build(phandles);
	of_alias_scan();
	return 0;
}

void of_stop(void)
{
	of_alias_stop();
	if (of_root)
		node_free(of_root);
	host_free(phandle_table);
	phandle_table = NULL;
	of_root = NULL;
	of_chosen = NULL;
	of_aliases = NULL;
	of_stdout = NULL;
}

/* ---- walking ------------------------------------------------------------ */

struct device_node *__of_find_all_nodes(struct device_node *prev)
{
	struct device_node *np = prev;

	if (!np)
		return of_root;
	if (np->child)
		return np->child;
	while (np && !np->sibling)
		np = np->parent;
	return np ? np->sibling : NULL;
}

struct device_node *of_find_all_nodes(struct device_node *prev)
{
	return __of_find_all_nodes(prev);
}
EXPORT_SYMBOL(of_find_all_nodes);

struct device_node *of_get_parent(const struct device_node *node)
{
	return node ? node->parent : NULL;
}
EXPORT_SYMBOL(of_get_parent);

struct device_node *of_get_next_parent(struct device_node *node)
{
	return node ? node->parent : NULL;
}
EXPORT_SYMBOL(of_get_next_parent);

struct device_node *of_get_next_child(const struct device_node *node,
				      struct device_node *prev)
{
	if (!node)
		return NULL;
	return prev ? prev->sibling : node->child;
}
EXPORT_SYMBOL(of_get_next_child);

struct device_node *of_get_next_available_child(const struct device_node *node,
						struct device_node *prev)
{
	struct device_node *next = of_get_next_child(node, prev);

	while (next && !of_device_is_available(next))
		next = next->sibling;
	return next;
}
EXPORT_SYMBOL(of_get_next_available_child);

struct device_node *of_get_compatible_child(const struct device_node *parent,
					    const char *compatible)
{
	struct device_node *child;

	for_each_child_of_node(parent, child)
		if (of_device_is_compatible(child, compatible))
			break;
	return child;
}
EXPORT_SYMBOL(of_get_compatible_child);

struct device_node *of_get_child_by_name(const struct device_node *node,
					 const char *name)
{
	struct device_node *child;

	for_each_child_of_node(node, child)
		if (of_node_name_eq(child, name))
			break;
	return child;
}
EXPORT_SYMBOL(of_get_child_by_name);

/* ---- finding ------------------------------------------------------------ */

/* without the unit address */
bool of_node_name_eq(const struct device_node *np, const char *name)
{
	return np && !strcmp(np->name, name);
}
EXPORT_SYMBOL(of_node_name_eq);

bool of_node_name_prefix(const struct device_node *np, const char *prefix)
{
	if (!np)
		return false;
	return !strncmp(np->full_name, prefix, strlen(prefix));
}
EXPORT_SYMBOL(of_node_name_prefix);

struct device_node *of_find_node_by_name(struct device_node *from,
					 const char *name)
{
	struct device_node *np;

	for_each_of_allnodes_from(from, np)
		if (of_node_name_eq(np, name))
			break;
	return np;
}
EXPORT_SYMBOL(of_find_node_by_name);

struct device_node *of_find_node_by_type(struct device_node *from,
					 const char *type)
{
	struct device_node *np;

	for_each_of_allnodes_from(from, np)
		if (of_node_is_type(np, type))
			break;
	return np;
}
EXPORT_SYMBOL(of_find_node_by_type);

struct device_node *of_find_node_with_property(struct device_node *from,
					       const char *prop_name)
{
	struct device_node *np;

	for_each_of_allnodes_from(from, np)
		if (of_find_property(np, prop_name, NULL))
			break;
	return np;
}
EXPORT_SYMBOL(of_find_node_with_property);

struct device_node *of_find_node_by_phandle(phandle handle)
{
	u32 slot = phandle_slot(handle);

	if (!handle || !phandle_table)
		return NULL;
	for (; phandle_table[slot]; slot = (slot + 1) & phandle_mask)
		if (phandle_table[slot]->phandle == handle)
			return phandle_table[slot];
	return NULL;
}
EXPORT_SYMBOL(of_find_node_by_phandle);

struct device_node *of_node_of_board(int board_node)
{
	struct device_node *np;

	for_each_of_allnodes(np)
		if (np->board_node == board_node)
			break;
	return np;
}

/* a child by one component of a path, unit address included */
static struct device_node *child_by_component(struct device_node *np,
					      const char *name, size_t len)
{
	struct device_node *child;

	for_each_child_of_node(np, child)
		if (strlen(child->full_name) == len &&
		    !strncmp(child->full_name, name, len))
			break;
	return child;
}

static struct device_node *find_below(struct device_node *np, const char *path)
{
	while (np && *path == '/') {
		size_t len = strcspn(++path, "/:");

		if (!len)
			return *path == '/' ? NULL : np;
		np = child_by_component(np, path, len);
		path += len;
	}
	return np;
}

static struct device_node *find_alias(const char *name, size_t len)
{
	struct property *pp;

	if (!of_aliases)
		return NULL;
	for_each_property_of_node(of_aliases, pp) {
		if (strlen(pp->name) != len || strncmp(pp->name, name, len))
			continue;
		/* an alias that names an alias would let us go in circles */
		if (!pp->length || *(const char *)pp->value != '/' ||
		    strnlen(pp->value, pp->length) == pp->length)
			return NULL;
		return find_below(of_root, pp->value);
	}
	return NULL;
}

/* "/a/b", "alias", "alias/b"; ":options" may follow */
struct device_node *of_find_node_opts_by_path(const char *path,
					      const char **opts)
{
	const char *separator = strchr(path, ':');
	size_t len;

	if (opts)
		*opts = separator ? separator + 1 : NULL;
	if (*path == '/')
		return find_below(of_root, path);

	len = strcspn(path, "/:");
	return find_below(find_alias(path, len), path + len);
}
EXPORT_SYMBOL(of_find_node_opts_by_path);

/* ---- matching ----------------------------------------------------------- */

/*
 * How well a node fits: 0 is not at all. A compatible that stands earlier in
 * the node's list beats a later one, whatever else fits; type beats name.
 */
static int node_score(const struct device_node *np, const char *compat,
		      const char *type, const char *name)
{
	int score = 0;

	if (compat && *compat) {
		struct property *prop = of_find_property(np, "compatible",
							 NULL);
		const char *have;
		int index = 0;

		for (have = of_prop_next_string(prop, NULL); have;
		     have = of_prop_next_string(prop, have), index++)
			if (!of_compat_cmp(have, compat, strlen(compat)))
				break;
		if (!have)
			return 0;
		score = INT_MAX / 2 - index * 4;
	}
	if (type && *type) {
		if (!of_node_is_type(np, type))
			return 0;
		score += 2;
	}
	if (name && *name) {
		if (!of_node_name_eq(np, name))
			return 0;
		score += 1;
	}
	return score;
}

int of_device_is_compatible(const struct device_node *device,
			    const char *compat)
{
	return device ? node_score(device, compat, NULL, NULL) : 0;
}
EXPORT_SYMBOL(of_device_is_compatible);

int of_device_compatible_match(const struct device_node *device,
			       const char *const *compat)
{
	int best = 0;

	for (; compat && *compat; compat++) {
		int score = of_device_is_compatible(device, *compat);

		if (score > best)
			best = score;
	}
	return best;
}
EXPORT_SYMBOL(of_device_compatible_match);

int of_machine_is_compatible(const char *compat)
{
	return of_device_is_compatible(of_root, compat);
}
EXPORT_SYMBOL(of_machine_is_compatible);

bool of_device_is_available(const struct device_node *device)
{
	const char *status;
	int len;

	if (!device)
		return false;
	status = of_get_property(device, "status", &len);
	if (!status)
		return true;
	return len > 0 && (!strcmp(status, "okay") || !strcmp(status, "ok"));
}
EXPORT_SYMBOL(of_device_is_available);

bool of_device_is_big_endian(const struct device_node *device)
{
	/* "native-endian" is little-endian on the processors that we run on */
	return of_property_read_bool(device, "big-endian");
}
EXPORT_SYMBOL(of_device_is_big_endian);

struct device_node *of_find_compatible_node(struct device_node *from,
					    const char *type,
					    const char *compat)
{
	struct device_node *np;

	for_each_of_allnodes_from(from, np)
		if (node_score(np, compat, type, NULL))
			break;
	return np;
}
EXPORT_SYMBOL(of_find_compatible_node);

const struct of_device_id *of_match_node(const struct of_device_id *matches,
					 const struct device_node *node)
{
	const struct of_device_id *best = NULL;
	int best_score = 0;

	if (!matches || !node)
		return NULL;
	for (; matches->name[0] || matches->type[0] || matches->compatible[0];
	     matches++) {
		int score = node_score(node, matches->compatible,
				       matches->type, matches->name);

		if (score > best_score) {
			best = matches;
			best_score = score;
		}
	}
	return best;
}
EXPORT_SYMBOL(of_match_node);

struct device_node *
of_find_matching_node_and_match(struct device_node *from,
				const struct of_device_id *matches,
				const struct of_device_id **match)
{
	const struct of_device_id *found = NULL;
	struct device_node *np;

	for_each_of_allnodes_from(from, np) {
		found = of_match_node(matches, np);
		if (found)
			break;
	}
	if (match)
		*match = found;
	return np;
}
EXPORT_SYMBOL(of_find_matching_node_and_match);

int of_modalias_node(struct device_node *node, char *modalias, int len)
{
	const char *compatible;
	const char *comma;

	if (of_property_read_string(node, "compatible", &compatible))
		return -ENODEV;
	comma = strchr(compatible, ',');
	strscpy(modalias, comma ? comma + 1 : compatible, len);
	return 0;
}
EXPORT_SYMBOL(of_modalias_node);

/* ---- cells -------------------------------------------------------------- */

static int cells_above(const struct device_node *np, const char *name,
		       int otherwise)
{
	u32 cells;

	if (np->parent)
		np = np->parent;
	for (; np; np = np->parent)
		if (!of_property_read_u32(np, name, &cells))
			return cells;
	return otherwise;
}

int of_n_addr_cells(struct device_node *np)
{
	return cells_above(np, "#address-cells", 1);
}
EXPORT_SYMBOL(of_n_addr_cells);

int of_n_size_cells(struct device_node *np)
{
	return cells_above(np, "#size-cells", 1);
}
EXPORT_SYMBOL(of_n_size_cells);

const char *of_flat_dt_get_machine_name(void)
{
	const char *name = NULL;

	if (of_property_read_string(of_root, "model", &name))
		of_property_read_string(of_root, "compatible", &name);
	return name;
}
EXPORT_SYMBOL(of_flat_dt_get_machine_name);

// SPDX-License-Identifier: MIT
/*
 * References between device tree nodes: lists of phandles with arguments,
 * the maps that nexus nodes put between ("<stem>-map"), and id maps.
 */
#define pr_fmt(fmt) "OF: " fmt

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

/* how many maps a reference may pass before we call it a circle */
#define MAX_MAPS	32

int of_phandle_iterator_init(struct of_phandle_iterator *it,
			     const struct device_node *np,
			     const char *list_name, const char *cells_name,
			     int cell_count)
{
	bool countable = cells_name || cell_count >= 0;
	const __be32 *first = NULL;
	int bytes = 0;

	if (countable)
		first = of_get_property(np, list_name, &bytes);
	*it = (struct of_phandle_iterator){ .cur = first };
	if (!first)
		return countable ? -ENOENT : -EINVAL;
	it->parent = np;
	it->cells_name = cells_name;
	it->cell_count = cell_count;
	it->phandle_end = first;
	it->list_end = first + bytes / sizeof(*first);
	return 0;
}
EXPORT_SYMBOL_GPL(of_phandle_iterator_init);

/* how many arguments the provider at @it->node takes */
static int iterator_count(struct of_phandle_iterator *it, u32 *count)
{
	if (!it->cells_name) {
		*count = it->cell_count;
		return 0;
	}
	if (!it->node) {
		pr_err("%pOF: could not find phandle %d\n", it->parent,
		       it->phandle);
		return -EINVAL;
	}
	if (!of_property_read_u32(it->node, it->cells_name, count))
		return 0;
	if (it->cell_count < 0) {
		pr_err("%pOF: could not get %s for %pOF\n", it->parent,
		       it->cells_name, it->node);
		return -EINVAL;
	}
	*count = it->cell_count;
	return 0;
}

/* Finds the provider, and how many of the @left cells are its arguments. */
static int enter_provider(struct of_phandle_iterator *it, u32 left, u32 *count)
{
	it->node = of_find_node_by_phandle(it->phandle);
	if (iterator_count(it, count))
		return -EINVAL;
	if (*count <= left)
		return 0;
	if (it->cells_name)
		pr_err("%pOF: %s = %d found %d\n", it->parent, it->cells_name, *count, left);
	else
		pr_err("%pOF: phandle %s needs %d, found %d\n", it->parent,
		       of_node_full_name(it->node), *count, left);
	return -EINVAL;
}

int of_phandle_iterator_next(struct of_phandle_iterator *it)
{
	u32 count = 0;

	it->node = NULL;
	if (!it->cur || it->phandle_end >= it->list_end)
		return -ENOENT;

	it->cur = it->phandle_end + 1;
	it->phandle = of_read_number(it->phandle_end, 1);
	/* an empty entry has no provider, and no arguments */
	if (it->phandle && enter_provider(it, it->list_end - it->cur, &count)) {
		it->node = NULL;
		return -EINVAL;
	}
	it->cur_count = count;
	it->phandle_end = it->cur + count;
	return 0;
}
EXPORT_SYMBOL_GPL(of_phandle_iterator_next);

int of_phandle_iterator_args(struct of_phandle_iterator *it, uint32_t *args,
			     int size)
{
	int count = it->cur_count;
	int i;

	if (WARN_ON(size < count))
		count = size;
	for (i = 0; i < count; i++)
		args[i] = of_read_number(it->cur++, 1);
	return count;
}
EXPORT_SYMBOL_GPL(of_phandle_iterator_args);

int __of_parse_phandle_with_args(const struct device_node *np,
				 const char *list_name, const char *cells_name,
				 int cell_count, int index,
				 struct of_phandle_args *out_args)
{
	struct of_phandle_iterator it;
	int at = 0;
	int err;

	if (index < 0)
		return -EINVAL;
	of_for_each_phandle(&it, err, np, list_name, cells_name, cell_count) {
		if (at++ < index)
			continue;
		if (!it.phandle)
			return -ENOENT;
		if (out_args) {
			out_args->args_count =
				of_phandle_iterator_args(&it, out_args->args,
							 MAX_PHANDLE_ARGS);
			out_args->np = it.node;
		}
		return 0;
	}
	return err;
}
EXPORT_SYMBOL(__of_parse_phandle_with_args);

int of_count_phandle_with_args(const struct device_node *np,
			       const char *list_name, const char *cells_name)
{
	struct of_phandle_iterator it;
	int count = 0;
	int err;

	if (!cells_name) {
		int size;

		if (!of_get_property(np, list_name, &size))
			return -ENOENT;
		return size / sizeof(__be32);
	}
	err = of_phandle_iterator_init(&it, np, list_name, cells_name, -1);
	if (err)
		return err;
	while (!(err = of_phandle_iterator_next(&it)))
		count++;
	return err == -ENOENT ? count : err;
}
EXPORT_SYMBOL(of_count_phandle_with_args);

/* ---- maps --------------------------------------------------------------- */

/* struct map_names - "#gpio-cells", "gpio-map" and so on, of one stem */
struct map_names {
	char cells[64];
	char map[64];
	char mask[64];
	char pass_thru[64];
};

static u32 cell_at(const __be32 *cells, int count, int i, u32 otherwise)
{
	return cells && i < count ? of_read_number(cells + i, 1) : otherwise;
}

/* does the entry's child specifier, under the mask, equal @args? */
static bool map_entry_matches(const __be32 *entry, const __be32 *mask,
			      int mask_cells,
			      const struct of_phandle_args *args)
{
	int i;

	for (i = 0; i < args->args_count; i++)
		if ((of_read_number(entry + i, 1) ^ args->args[i]) &
		    cell_at(mask, mask_cells, i, ~0u))
			return false;
	return true;
}

/* replace @args by what @entry says, keeping the bits that pass through */
static void map_entry_apply(const __be32 *parent_spec, u32 parent_cells,
			    const __be32 *pass, int pass_cells,
			    struct device_node *parent,
			    struct of_phandle_args *args)
{
	u32 i;

	for (i = 0; i < parent_cells; i++) {
		u32 value = of_read_number(parent_spec + i, 1);

		if (i < args->args_count) {
			u32 keep = cell_at(pass, pass_cells, i, 0);

			value = (value & ~keep) | (args->args[i] & keep);
		}
		args->args[i] = value;
	}
	args->args_count = parent_cells;
	args->np = parent;
}

/* one step through the map of args->np; 0, -ENOENT (no entry fits), -EINVAL (malformed) */
static int map_once(const struct map_names *names, const __be32 *map, int cells,
		    struct of_phandle_args *args)
{
	int mask_len = 0;
	int pass_len = 0;
	const __be32 *mask = of_get_property(args->np, names->mask, &mask_len);
	const __be32 *pass = of_get_property(args->np, names->pass_thru,
					     &pass_len);

	while (cells > args->args_count) {
		const __be32 *entry = map;
		struct device_node *parent;
		u32 parent_cells;

		map += args->args_count;
		parent = of_find_node_by_phandle(of_read_number(map++, 1));
		cells -= args->args_count + 1;
		if (!parent ||
		    of_property_read_u32(parent, names->cells, &parent_cells))
			return -EINVAL;
		if (parent_cells > MAX_PHANDLE_ARGS || parent_cells > cells)
			return -EINVAL;
		if (of_device_is_available(parent) &&
		    map_entry_matches(entry, mask, mask_len / 4, args)) {
			map_entry_apply(map, parent_cells, pass, pass_len / 4,
					parent, args);
			return 0;
		}
		map += parent_cells;
		cells -= parent_cells;
	}
	return -ENOENT;
}

int of_parse_phandle_with_args_map(const struct device_node *np,
				   const char *list_name,
				   const char *stem_name, int index,
				   struct of_phandle_args *out_args)
{
	struct map_names names;
	int hops;
	int err;

	if (index < 0)
		return -EINVAL;
	snprintf(names.cells, sizeof(names.cells), "#%s-cells", stem_name);
	snprintf(names.map, sizeof(names.map), "%s-map", stem_name);
	snprintf(names.mask, sizeof(names.mask), "%s-map-mask", stem_name);
	snprintf(names.pass_thru, sizeof(names.pass_thru), "%s-map-pass-thru",
		 stem_name);

	err = __of_parse_phandle_with_args(np, list_name, names.cells, -1,
					   index, out_args);
	for (hops = 0; !err; hops++) {
		const __be32 *map;
		int len;

		map = of_get_property(out_args->np, names.map, &len);
		if (!map)
			return 0;
		if (hops == MAX_MAPS) {
			pr_err("%pOF: %s goes in circles through %pOF\n", np,
			       names.map, out_args->np);
			return -EINVAL;
		}
		err = map_once(&names, map, len / 4, out_args);
	}
	return err;
}
EXPORT_SYMBOL(of_parse_phandle_with_args_map);

int of_map_id(struct device_node *np, u32 id, const char *map_name,
	      const char *map_mask_name, struct device_node **target,
	      u32 *id_out)
{
	u32 mask = 0xffffffff;
	const __be32 *map;
	int len;

	if (!np || !map_name || (!target && !id_out))
		return -EINVAL;
	map = of_get_property(np, map_name, &len);
	if (!map) {
		if (target)
			return -ENODEV;
		*id_out = id;
		return 0;
	}
	if (!len || len % (4 * sizeof(*map))) {
		pr_err("%pOF: Error: Bad %s length: %d\n", np, map_name, len);
		return -EINVAL;
	}
	if (map_mask_name)
		of_property_read_u32(np, map_mask_name, &mask);

	for (; len > 0; len -= 4 * sizeof(*map), map += 4) {
		u32 base = of_read_number(map, 1);
		u32 out_base = of_read_number(map + 2, 1);
		u32 count = of_read_number(map + 3, 1);
		struct device_node *found;

		if (base & ~mask) {
			pr_err("%pOF: Invalid %s translation - %s-mask (0x%x) ignores id-base "
			       "(0x%x)\n",
			       np, map_name, map_name, mask, base);
			return -EFAULT;
		}
		if ((id & mask) < base || (id & mask) - base >= count)
			continue;
		found = of_find_node_by_phandle(of_read_number(map + 1, 1));
		if (!found)
			return -ENODEV;
		if (target && *target && *target != found)
			continue;
		if (target)
			*target = found;
		if (id_out)
			*id_out = (id & mask) - base + out_base;
		return 0;
	}
	pr_info("%pOF: no %s translation for id 0x%x on %pOF\n", np, map_name,
		id, target && *target ? *target : NULL);
	if (id_out)
		*id_out = id;
	return 0;
}
EXPORT_SYMBOL_GPL(of_map_id);

void of_print_phandle_args(const char *msg, const struct of_phandle_args *args)
{
	int i;

	printk("%s %pOF", msg, args->np);
	for (i = 0; i < args->args_count; i++)
		pr_cont("%c%08x", i ? ',' : ':', args->args[i]);
	pr_cont("\n");
}

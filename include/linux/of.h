/* SPDX-License-Identifier: MIT */
/*
 * The device tree, unflattened from the machine's board when the device room
 * starts. The tree doesn't change while a world runs (there are no overlays)
 * and no node is freed before the world stops, so of_node_get() and
 * of_node_put() have nothing to count.
 */
#ifndef _LINUX_OF_H
#define _LINUX_OF_H

#include <linux/version.h>
#include <linux/cleanup.h>
#include <linux/types.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/mod_devicetable.h>
#include <linux/spinlock.h>
#include <linux/property.h>
#include <linux/list.h>
#include <linux/string.h>

#include <asm/byteorder.h>

typedef u32 phandle;
typedef u32 ihandle;

/** struct property - @length bytes at @value, as they stand in the blob (big endian) */
struct property {
	char *name;
	int length;
	void *value;
	struct property *next;
};

/**
 * struct device_node - a node of the device tree
 * @name: the name without its unit address; @full_name has both
 * @data: free for the driver that owns the node
 * @kobj: the node's folder under /sys/firmware/devicetree, where that is
 *	mounted
 * @board_node: the same node in the machine's board (src/machine/board.h)
 *
 * Owned by src/device/of.c. Nothing but @_flags, @data and @fwnode changes
 * after the tree was built.
 */
struct device_node {
	const char *name;
	phandle phandle;
	const char *full_name;
	struct fwnode_handle fwnode;

	struct property *properties;
	struct property *deadprops;
	struct device_node *parent;
	struct device_node *child;
	struct device_node *sibling;
	struct kobject kobj;
	unsigned long _flags;
	void *data;

	int board_node;
};

#define MAX_PHANDLE_ARGS 16
struct of_phandle_args {
	struct device_node *np;
	int args_count;
	uint32_t args[MAX_PHANDLE_ARGS];
};

struct of_phandle_iterator {
	const char *cells_name;
	int cell_count;
	const struct device_node *parent;

	const __be32 *list_end;
	const __be32 *phandle_end;

	const __be32 *cur;
	uint32_t cur_count;
	phandle phandle;
	struct device_node *node;
};

extern const struct fwnode_operations of_fwnode_ops;

static inline void of_node_init(struct device_node *node)
{
	fwnode_init(&node->fwnode, &of_fwnode_ops);
}

#define of_node_kobj(n) (&(n)->kobj)

static inline struct device_node *of_node_get(struct device_node *node)
{
	return node;
}

static inline void of_node_put(struct device_node *node)
{
}

extern struct device_node *of_root;
extern struct device_node *of_chosen;
extern struct device_node *of_aliases;
extern struct device_node *of_stdout;
extern raw_spinlock_t devtree_lock;

#define OF_DYNAMIC		1
#define OF_DETACHED		2
#define OF_POPULATED		3	/* its device exists */
#define OF_POPULATED_BUS	4	/* its children's devices exist */
#define OF_OVERLAY		5
#define OF_OVERLAY_FREE_CSET	6

#define OF_BAD_ADDR	((u64)-1)

static inline bool is_of_node(const struct fwnode_handle *fwnode)
{
	return !IS_ERR_OR_NULL(fwnode) && fwnode->ops == &of_fwnode_ops;
}

#define to_of_node(__fwnode)						\
	({								\
		typeof(__fwnode) __to_of_node_fwnode = (__fwnode);	\
		is_of_node(__to_of_node_fwnode) ?			\
			container_of(__to_of_node_fwnode,		\
				     struct device_node, fwnode) : NULL;\
	})

#define of_fwnode_handle(node)						\
	({								\
		typeof(node) __of_fwnode_handle_node = (node);		\
		__of_fwnode_handle_node ?				\
			&__of_fwnode_handle_node->fwnode : NULL;	\
	})

static inline bool of_have_populated_dt(void)
{
	return of_root != NULL;
}

static inline bool of_node_is_root(const struct device_node *node)
{
	return node && !node->parent;
}

static inline int of_node_check_flag(const struct device_node *n,
				     unsigned long flag)
{
	return test_bit(flag, &n->_flags);
}

static inline int of_node_test_and_set_flag(struct device_node *n,
					    unsigned long flag)
{
	return test_and_set_bit(flag, &n->_flags);
}

static inline void of_node_set_flag(struct device_node *n, unsigned long flag)
{
	set_bit(flag, &n->_flags);
}

static inline void of_node_clear_flag(struct device_node *n,
				      unsigned long flag)
{
	clear_bit(flag, &n->_flags);
}

/** of_read_number() - @size cells as one number */
static inline u64 of_read_number(const __be32 *cell, int size)
{
	u64 number = 0;

	while (size-- > 0)
		number = number << 32 | be32_to_cpu(*cell++);
	return number;
}

static inline unsigned long of_read_ulong(const __be32 *cell, int size)
{
	return of_read_number(cell, size);
}

/* ---- nodes ------------------------------------------------------------- */

bool of_node_name_eq(const struct device_node *np, const char *name);
bool of_node_name_prefix(const struct device_node *np, const char *prefix);

static inline const char *of_node_full_name(const struct device_node *np)
{
	return np ? np->full_name : "<no-node>";
}

struct device_node *__of_find_all_nodes(struct device_node *prev);
struct device_node *of_find_all_nodes(struct device_node *prev);

#define for_each_of_allnodes_from(from, dn) \
	for (dn = __of_find_all_nodes(from); dn; dn = __of_find_all_nodes(dn))
#define for_each_of_allnodes(dn) for_each_of_allnodes_from(NULL, dn)

struct device_node *of_find_node_by_name(struct device_node *from,
					 const char *name);
struct device_node *of_find_node_by_type(struct device_node *from,
					 const char *type);
struct device_node *of_find_compatible_node(struct device_node *from,
					    const char *type,
					    const char *compat);
struct device_node *
of_find_matching_node_and_match(struct device_node *from,
				const struct of_device_id *matches,
				const struct of_device_id **match);
struct device_node *of_find_node_opts_by_path(const char *path,
					      const char **opts);
struct device_node *of_find_node_by_phandle(phandle handle);
struct device_node *of_find_node_with_property(struct device_node *from,
					       const char *prop_name);
struct device_node *of_get_parent(const struct device_node *node);
struct device_node *of_get_next_parent(struct device_node *node);
struct device_node *of_get_next_child(const struct device_node *node,
				      struct device_node *prev);
struct device_node *of_get_next_available_child(const struct device_node *node,
						struct device_node *prev);
struct device_node *of_get_compatible_child(const struct device_node *parent,
					    const char *compatible);
struct device_node *of_get_child_by_name(const struct device_node *node,
					 const char *name);

static inline struct device_node *of_find_node_by_path(const char *path)
{
	return of_find_node_opts_by_path(path, NULL);
}

static inline struct device_node *
of_find_matching_node(struct device_node *from,
		      const struct of_device_id *matches)
{
	return of_find_matching_node_and_match(from, matches, NULL);
}

/* ---- properties -------------------------------------------------------- */

struct property *of_find_property(const struct device_node *np,
				  const char *name, int *lenp);
const void *of_get_property(const struct device_node *node, const char *name,
			    int *lenp);
int of_property_count_elems_of_size(const struct device_node *np,
				    const char *propname, int elem_size);
int of_property_read_u32_index(const struct device_node *np,
			       const char *propname, u32 index, u32 *out_value);
int of_property_read_u64_index(const struct device_node *np,
			       const char *propname, u32 index, u64 *out_value);
int of_property_read_variable_u8_array(const struct device_node *np,
				       const char *propname, u8 *out_values,
				       size_t sz_min, size_t sz_max);
int of_property_read_variable_u16_array(const struct device_node *np,
					const char *propname, u16 *out_values,
					size_t sz_min, size_t sz_max);
int of_property_read_variable_u32_array(const struct device_node *np,
					const char *propname, u32 *out_values,
					size_t sz_min, size_t sz_max);
int of_property_read_variable_u64_array(const struct device_node *np,
					const char *propname, u64 *out_values,
					size_t sz_min, size_t sz_max);
int of_property_read_u64(const struct device_node *np, const char *propname,
			 u64 *out_value);
int of_property_read_string(const struct device_node *np, const char *propname,
			    const char **out_string);
int of_property_match_string(const struct device_node *np,
			     const char *propname, const char *string);
int of_property_read_string_helper(const struct device_node *np,
				   const char *propname, const char **out_strs,
				   size_t sz, int index);
const __be32 *of_prop_next_u32(struct property *prop, const __be32 *cur,
			       u32 *pu);
const char *of_prop_next_string(struct property *prop, const char *cur);

#define for_each_property_of_node(dn, pp) \
	for (pp = dn->properties; pp != NULL; pp = pp->next)

#define __OF_PROPERTY_READ_ARRAY(bits)					\
static inline int							\
of_property_read_u##bits##_array(const struct device_node *np,		\
				 const char *propname,			\
				 u##bits *out_values, size_t sz)	\
{									\
	int ret = of_property_read_variable_u##bits##_array(np, propname,\
						out_values, sz, 0);	\
									\
	return ret < 0 ? ret : 0;					\
}
__OF_PROPERTY_READ_ARRAY(8)
__OF_PROPERTY_READ_ARRAY(16)
__OF_PROPERTY_READ_ARRAY(32)
__OF_PROPERTY_READ_ARRAY(64)
#undef __OF_PROPERTY_READ_ARRAY

static inline int of_property_read_u8(const struct device_node *np,
				      const char *propname, u8 *out_value)
{
	return of_property_read_u8_array(np, propname, out_value, 1);
}

static inline int of_property_read_u16(const struct device_node *np,
				       const char *propname, u16 *out_value)
{
	return of_property_read_u16_array(np, propname, out_value, 1);
}

static inline int of_property_read_u32(const struct device_node *np,
				       const char *propname, u32 *out_value)
{
	return of_property_read_u32_array(np, propname, out_value, 1);
}

static inline int of_property_read_s32(const struct device_node *np,
				       const char *propname, s32 *out_value)
{
	return of_property_read_u32(np, propname, (u32 *)out_value);
}

static inline int of_property_count_u8_elems(const struct device_node *np,
					     const char *propname)
{
	return of_property_count_elems_of_size(np, propname, sizeof(u8));
}

static inline int of_property_count_u16_elems(const struct device_node *np,
					      const char *propname)
{
	return of_property_count_elems_of_size(np, propname, sizeof(u16));
}

static inline int of_property_count_u32_elems(const struct device_node *np,
					      const char *propname)
{
	return of_property_count_elems_of_size(np, propname, sizeof(u32));
}

static inline int of_property_count_u64_elems(const struct device_node *np,
					      const char *propname)
{
	return of_property_count_elems_of_size(np, propname, sizeof(u64));
}

static inline int of_property_read_string_array(const struct device_node *np,
						const char *propname,
						const char **out_strs,
						size_t sz)
{
	return of_property_read_string_helper(np, propname, out_strs, sz, 0);
}

static inline int of_property_count_strings(const struct device_node *np,
					    const char *propname)
{
	return of_property_read_string_helper(np, propname, NULL, 0, 0);
}

static inline int of_property_read_string_index(const struct device_node *np,
						const char *propname,
						int index, const char **output)
{
	int ret = of_property_read_string_helper(np, propname, output, 1,
						 index);

	return ret < 0 ? ret : 0;
}

static inline bool of_property_read_bool(const struct device_node *np,
					 const char *propname)
{
	return of_find_property(np, propname, NULL) != NULL;
}

static inline bool of_property_present(const struct device_node *np,
				       const char *propname)
{
	return of_property_read_bool(np, propname);
}

static inline const char *
of_node_get_device_type(const struct device_node *np)
{
	return of_get_property(np, "device_type", NULL);
}

static inline bool of_node_is_type(const struct device_node *np,
				   const char *type)
{
	const char *match = of_node_get_device_type(np);

	return np && match && type && !strcmp(match, type);
}

/* ---- what a node is ---------------------------------------------------- */

int of_device_is_compatible(const struct device_node *device,
			    const char *compat);
int of_device_compatible_match(const struct device_node *device,
			       const char *const *compat);
bool of_device_is_available(const struct device_node *device);
bool of_device_is_big_endian(const struct device_node *device);
int of_machine_is_compatible(const char *compat);
int of_n_addr_cells(struct device_node *np);
int of_n_size_cells(struct device_node *np);
const struct of_device_id *of_match_node(const struct of_device_id *matches,
					 const struct device_node *node);
const void *of_device_get_match_data(const struct device *dev);
int of_modalias_node(struct device_node *node, char *modalias, int len);
int of_alias_get_id(struct device_node *np, const char *stem);
int of_alias_get_highest_id(const char *stem);

#define of_match_ptr(_ptr)	(_ptr)

/* ---- references -------------------------------------------------------- */

int __of_parse_phandle_with_args(const struct device_node *np,
				 const char *list_name, const char *cells_name,
				 int cell_count, int index,
				 struct of_phandle_args *out_args);
int of_parse_phandle_with_args_map(const struct device_node *np,
				   const char *list_name,
				   const char *stem_name, int index,
				   struct of_phandle_args *out_args);
int of_count_phandle_with_args(const struct device_node *np,
			       const char *list_name, const char *cells_name);
int of_phandle_iterator_init(struct of_phandle_iterator *it,
			     const struct device_node *np,
			     const char *list_name, const char *cells_name,
			     int cell_count);
int of_phandle_iterator_next(struct of_phandle_iterator *it);
int of_phandle_iterator_args(struct of_phandle_iterator *it, uint32_t *args,
			     int size);
void of_print_phandle_args(const char *msg, const struct of_phandle_args *args);
int of_map_id(struct device_node *np, u32 id, const char *map_name,
	      const char *map_mask_name, struct device_node **target,
	      u32 *id_out);
phys_addr_t of_dma_get_max_cpu_address(struct device_node *np);

static inline struct device_node *
of_parse_phandle(const struct device_node *np, const char *phandle_name,
		 int index)
{
	struct of_phandle_args args;

	if (__of_parse_phandle_with_args(np, phandle_name, NULL, 0, index,
					 &args))
		return NULL;
	return args.np;
}

static inline int of_parse_phandle_with_args(const struct device_node *np,
					     const char *list_name,
					     const char *cells_name, int index,
					     struct of_phandle_args *out_args)
{
	return __of_parse_phandle_with_args(np, list_name, cells_name,
					    cells_name ? -1 : 0, index,
					    out_args);
}

static inline int
of_parse_phandle_with_fixed_args(const struct device_node *np,
				 const char *list_name, int cell_count,
				 int index, struct of_phandle_args *out_args)
{
	return __of_parse_phandle_with_args(np, list_name, NULL, cell_count,
					    index, out_args);
}

/** of_parse_phandle_with_optional_args() - a provider without @cells_name takes no arguments */
static inline int
of_parse_phandle_with_optional_args(const struct device_node *np,
				    const char *list_name,
				    const char *cells_name, int index,
				    struct of_phandle_args *out_args)
{
	return __of_parse_phandle_with_args(np, list_name, cells_name, 0,
					    index, out_args);
}

#define of_for_each_phandle(it, err, np, ln, cn, cc)			\
	for (of_phandle_iterator_init((it), (np), (ln), (cn), (cc)),	\
	     err = of_phandle_iterator_next(it);			\
	     err == 0;							\
	     err = of_phandle_iterator_next(it))

/* ---- loops ------------------------------------------------------------- */

struct of_u32_walk {
	struct property *prop;
	const __be32 *item;
};

static inline struct of_u32_walk of_u32_walk_begin(const struct device_node *np,
						   const char *propname, u32 *u)
{
	struct property *prop = of_find_property(np, propname, NULL);

	return (struct of_u32_walk){ prop, of_prop_next_u32(prop, NULL, u) };
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
#define of_property_for_each_u32(np, propname, u)			\
	for (struct of_u32_walk _it = of_u32_walk_begin(np, propname, &(u)); _it.item; \
	     _it.item = of_prop_next_u32(_it.prop, _it.item, &(u)))
#else
#define of_property_for_each_u32(np, propname, prop, p, u)		\
	for (prop = of_find_property(np, propname, NULL),		\
	     p = of_prop_next_u32(prop, NULL, &u);			\
	     p;								\
	     p = of_prop_next_u32(prop, p, &u))
#endif

#define of_property_for_each_string(np, propname, prop, s)		\
	for (prop = of_find_property(np, propname, NULL),		\
	     s = of_prop_next_string(prop, NULL);			\
	     s;								\
	     s = of_prop_next_string(prop, s))

#define for_each_node_by_name(dn, name)					\
	for (dn = of_find_node_by_name(NULL, name); dn;			\
	     dn = of_find_node_by_name(dn, name))
#define for_each_node_by_type(dn, type)					\
	for (dn = of_find_node_by_type(NULL, type); dn;			\
	     dn = of_find_node_by_type(dn, type))
#define for_each_compatible_node(dn, type, compatible)			\
	for (dn = of_find_compatible_node(NULL, type, compatible); dn;	\
	     dn = of_find_compatible_node(dn, type, compatible))
#define for_each_matching_node(dn, matches)				\
	for (dn = of_find_matching_node(NULL, matches); dn;		\
	     dn = of_find_matching_node(dn, matches))
#define for_each_matching_node_and_match(dn, matches, match)		\
	for (dn = of_find_matching_node_and_match(NULL, matches, match);\
	     dn;							\
	     dn = of_find_matching_node_and_match(dn, matches, match))
#define for_each_child_of_node(parent, child)				\
	for (child = of_get_next_child(parent, NULL); child != NULL;	\
	     child = of_get_next_child(parent, child))
#define for_each_available_child_of_node(parent, child)			\
	for (child = of_get_next_available_child(parent, NULL);		\
	     child != NULL;						\
	     child = of_get_next_available_child(parent, child))
#define for_each_node_with_property(dn, prop_name)			\
	for (dn = of_find_node_with_property(NULL, prop_name); dn;	\
	     dn = of_find_node_with_property(dn, prop_name))

static inline int of_get_child_count(const struct device_node *np)
{
	struct device_node *child;
	int num = 0;

	for_each_child_of_node(np, child)
		num++;
	return num;
}

static inline int of_get_available_child_count(const struct device_node *np)
{
	struct device_node *child;
	int num = 0;

	for_each_available_child_of_node(np, child)
		num++;
	return num;
}

#define of_compat_cmp(s1, s2, l)	strcasecmp((s1), (s2))
#define of_prop_cmp(s1, s2)		strcmp((s1), (s2))
#define of_node_cmp(s1, s2)		strcasecmp((s1), (s2))

static inline int of_prop_val_eq(struct property *p1, struct property *p2)
{
	return p1->length == p2->length &&
	       !memcmp(p1->value, p2->value, (size_t)p1->length);
}

static inline int of_node_to_nid(struct device_node *device)
{
	return -1;
}

/*
 * A table entry that the kernel collects at link time. A module of ours is
 * probed like any other device, so the entry is kept but nobody walks it.
 */
#define _OF_DECLARE(table, name, compat, fn, fn_type)			\
	static const struct of_device_id __of_table_##name		\
		__attribute__((unused))					\
		= { .compatible = compat,				\
		    .data = (fn == (fn_type)NULL) ? fn : fn }

typedef int (*of_init_fn_2)(struct device_node *, struct device_node *);
typedef int (*of_init_fn_1_ret)(struct device_node *);
typedef void (*of_init_fn_1)(struct device_node *);

#define OF_DECLARE_1(table, name, compat, fn) \
	_OF_DECLARE(table, name, compat, fn, of_init_fn_1)
#define OF_DECLARE_1_RET(table, name, compat, fn) \
	_OF_DECLARE(table, name, compat, fn, of_init_fn_1_ret)
#define OF_DECLARE_2(table, name, compat, fn) \
	_OF_DECLARE(table, name, compat, fn, of_init_fn_2)

#define for_each_child_of_node_scoped(parent, child)			\
	for (struct device_node *child __free(device_node) =		\
		     of_get_next_child(parent, NULL);			\
	     child; child = of_get_next_child(parent, child))
#define for_each_available_child_of_node_scoped(parent, child)		\
	for (struct device_node *child __free(device_node) =		\
		     of_get_next_available_child(parent, NULL);		\
	     child; child = of_get_next_available_child(parent, child))

DEFINE_FREE(device_node, struct device_node *, if (_T) of_node_put(_T))

#endif

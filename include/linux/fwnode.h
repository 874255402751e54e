/* SPDX-License-Identifier: MIT */
/*
 * Firmware nodes: what a device tree node, an ACPI device and a software node
 * have in common, so that <linux/property.h> can read any of them.
 */
#ifndef _LINUX_FWNODE_H_
#define _LINUX_FWNODE_H_

#include <linux/types.h>
#include <linux/list.h>
#include <linux/bits.h>
#include <linux/bitops.h>
#include <linux/err.h>

struct fwnode_operations;
struct device;

#define FWNODE_FLAG_LINKS_ADDED			0
#define FWNODE_FLAG_NOT_DEVICE			1
#define FWNODE_FLAG_INITIALIZED			2
#define FWNODE_FLAG_NEEDS_CHILD_BOUND_ON_ADD	3
#define FWNODE_FLAG_BEST_EFFORT			4
#define FWNODE_FLAG_VISITED			5

/**
 * struct fwnode_handle - a node, whatever firmware it came from
 * @secondary: a second node for the same device (a software node), or an
 *	error pointer in that second node
 * @ops: how to read it
 * @dev: the device that was made from it, if any
 *
 * Embedded in the node; lives as long as the node.
 */
struct fwnode_handle {
	struct fwnode_handle *secondary;
	const struct fwnode_operations *ops;
	struct device *dev;
	struct list_head suppliers;
	struct list_head consumers;
	unsigned long flags;
};

struct fwnode_endpoint {
	unsigned int port;
	unsigned int id;
	const struct fwnode_handle *local_fwnode;
};

#define SWNODE_GRAPH_PORT_NAME_FMT		"port@%u"
#define SWNODE_GRAPH_ENDPOINT_NAME_FMT		"endpoint@%u"

#define NR_FWNODE_REFERENCE_ARGS	16

/** struct fwnode_reference_args - a reference that was followed, with its arguments */
struct fwnode_reference_args {
	struct fwnode_handle *fwnode;
	unsigned int nargs;
	u64 args[NR_FWNODE_REFERENCE_ARGS];
};

/** struct fwnode_operations - how one kind of firmware answers; any may be missing */
struct fwnode_operations {
	struct fwnode_handle *(*get)(struct fwnode_handle *fwnode);
	void (*put)(struct fwnode_handle *fwnode);
	bool (*device_is_available)(const struct fwnode_handle *fwnode);
	const void *(*device_get_match_data)(const struct fwnode_handle *fwnode,
					     const struct device *dev);
	bool (*device_dma_supported)(const struct fwnode_handle *fwnode);
	enum dev_dma_attr
	(*device_get_dma_attr)(const struct fwnode_handle *fwnode);
	bool (*property_present)(const struct fwnode_handle *fwnode,
				 const char *propname);
	int (*property_read_int_array)(const struct fwnode_handle *fwnode,
				       const char *propname,
				       unsigned int elem_size, void *val,
				       size_t nval);
	int (*property_read_string_array)(const struct fwnode_handle *fwnode,
					  const char *propname,
					  const char **val, size_t nval);
	const char *(*get_name)(const struct fwnode_handle *fwnode);
	const char *(*get_name_prefix)(const struct fwnode_handle *fwnode);
	struct fwnode_handle *(*get_parent)(const struct fwnode_handle *fwnode);
	struct fwnode_handle *
	(*get_next_child_node)(const struct fwnode_handle *fwnode,
			       struct fwnode_handle *child);
	struct fwnode_handle *
	(*get_named_child_node)(const struct fwnode_handle *fwnode,
				const char *name);
	int (*get_reference_args)(const struct fwnode_handle *fwnode,
				  const char *prop, const char *nargs_prop,
				  unsigned int nargs, unsigned int index,
				  struct fwnode_reference_args *args);
	struct fwnode_handle *
	(*graph_get_next_endpoint)(const struct fwnode_handle *fwnode,
				   struct fwnode_handle *prev);
	struct fwnode_handle *
	(*graph_get_remote_endpoint)(const struct fwnode_handle *fwnode);
	struct fwnode_handle *
	(*graph_get_port_parent)(struct fwnode_handle *fwnode);
	int (*graph_parse_endpoint)(const struct fwnode_handle *fwnode,
				    struct fwnode_endpoint *endpoint);
	void __iomem *(*iomap)(struct fwnode_handle *fwnode, int index);
	int (*irq_get)(const struct fwnode_handle *fwnode, unsigned int index);
	int (*add_links)(struct fwnode_handle *fwnode);
};

#define fwnode_has_op(fwnode, op) \
	(!IS_ERR_OR_NULL(fwnode) && (fwnode)->ops && (fwnode)->ops->op)

#define fwnode_call_int_op(fwnode, op, ...)				\
	(fwnode_has_op(fwnode, op)					\
		? (fwnode)->ops->op(fwnode, ##__VA_ARGS__)		\
		: (IS_ERR_OR_NULL(fwnode) ? -EINVAL : -ENXIO))

#define fwnode_call_bool_op(fwnode, op, ...)				\
	(fwnode_has_op(fwnode, op)					\
		? (fwnode)->ops->op(fwnode, ##__VA_ARGS__) : false)

#define fwnode_call_ptr_op(fwnode, op, ...)				\
	(fwnode_has_op(fwnode, op)					\
		? (fwnode)->ops->op(fwnode, ##__VA_ARGS__) : NULL)

#define fwnode_call_void_op(fwnode, op, ...)				\
	do {								\
		if (fwnode_has_op(fwnode, op))				\
			(fwnode)->ops->op(fwnode, ##__VA_ARGS__);	\
	} while (0)

#define get_dev_from_fwnode(fwnode)	get_device((fwnode)->dev)

static inline void fwnode_init(struct fwnode_handle *fwnode,
			       const struct fwnode_operations *ops)
{
	fwnode->secondary = NULL;
	fwnode->ops = ops;
	fwnode->dev = NULL;
	fwnode->flags = 0;
	INIT_LIST_HEAD(&fwnode->suppliers);
	INIT_LIST_HEAD(&fwnode->consumers);
}

static inline void fwnode_set_flag(struct fwnode_handle *fwnode,
				   unsigned int bit)
{
	set_bit(bit, &fwnode->flags);
}

static inline void fwnode_clear_flag(struct fwnode_handle *fwnode,
				     unsigned int bit)
{
	clear_bit(bit, &fwnode->flags);
}

static inline bool fwnode_test_flag(struct fwnode_handle *fwnode,
				    unsigned int bit)
{
	return test_bit(bit, &fwnode->flags);
}

static inline void fwnode_dev_initialized(struct fwnode_handle *fwnode,
					  bool initialized)
{
	if (IS_ERR_OR_NULL(fwnode))
		return;
	if (initialized)
		fwnode_set_flag(fwnode, FWNODE_FLAG_INITIALIZED);
	else
		fwnode_clear_flag(fwnode, FWNODE_FLAG_INITIALIZED);
}

#endif

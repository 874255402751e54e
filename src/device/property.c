// SPDX-License-Identifier: MIT
/*
 * Properties of devices and firmware nodes, whatever firmware they came from.
 * A node may have a secondary node (a software node), which is asked for what
 * the first one doesn't have.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/property.h>
#include <linux/slab.h>
#include <linux/string.h>

struct fwnode_handle *__dev_fwnode(struct device *dev)
{
	return dev->of_node ? &dev->of_node->fwnode : dev->fwnode;
}
EXPORT_SYMBOL_GPL(__dev_fwnode);

const struct fwnode_handle *__dev_fwnode_const(const struct device *dev)
{
	return dev->of_node ? &dev->of_node->fwnode : dev->fwnode;
}
EXPORT_SYMBOL_GPL(__dev_fwnode_const);

/* ---- reading a node ----------------------------------------------------- */

bool fwnode_property_present(const struct fwnode_handle *fwnode,
			     const char *propname)
{
	if (IS_ERR_OR_NULL(fwnode))
		return false;
	return fwnode_call_bool_op(fwnode, property_present, propname) ||
	       fwnode_call_bool_op(fwnode->secondary, property_present,
				   propname);
}
EXPORT_SYMBOL_GPL(fwnode_property_present);

static int read_ints(const struct fwnode_handle *fwnode, const char *propname,
		     unsigned int elem_size, void *val, size_t nval)
{
	int ret = -EINVAL;

	/* a property that the first node does not have may be the second's */
	if (!IS_ERR_OR_NULL(fwnode)) {
		ret = fwnode_call_int_op(fwnode, property_read_int_array, propname, elem_size,
					 val, nval);
		fwnode = fwnode->secondary;
		if (ret == -EINVAL)
			ret = fwnode_call_int_op(fwnode, property_read_int_array, propname,
						 elem_size, val, nval);
	}
	return ret;
}

#define FWNODE_READ_ARRAY(bits)						\
int fwnode_property_read_u##bits##_array(				\
		const struct fwnode_handle *fwnode, const char *propname, \
		u##bits *val, size_t nval)				\
{									\
	return read_ints(fwnode, propname, sizeof(u##bits), val, nval);	\
}									\
EXPORT_SYMBOL_GPL(fwnode_property_read_u##bits##_array);		\
									\
int device_property_read_u##bits##_array(struct device *dev,		\
					 const char *propname,		\
					 u##bits *val, size_t nval)	\
{									\
	return read_ints(dev_fwnode(dev), propname, sizeof(u##bits),	\
			 val, nval);					\
}									\
EXPORT_SYMBOL_GPL(device_property_read_u##bits##_array)

FWNODE_READ_ARRAY(8);
FWNODE_READ_ARRAY(16);
FWNODE_READ_ARRAY(32);
FWNODE_READ_ARRAY(64);

int fwnode_property_read_string_array(const struct fwnode_handle *fwnode,
				      const char *propname, const char **val,
				      size_t nval)
{
	const struct fwnode_handle *second;
	int count;

	if (IS_ERR_OR_NULL(fwnode))
		return -EINVAL;
	second = fwnode->secondary;
	count = fwnode_call_int_op(fwnode, property_read_string_array, propname, val, nval);
	if (count == -EINVAL)
		count = fwnode_call_int_op(second, property_read_string_array, propname, val, nval);
	return count;
}
EXPORT_SYMBOL_GPL(fwnode_property_read_string_array);

int fwnode_property_read_string(const struct fwnode_handle *fwnode,
				const char *propname, const char **val)
{
	int ret = fwnode_property_read_string_array(fwnode, propname, val, 1);

	return ret < 0 ? ret : 0;
}
EXPORT_SYMBOL_GPL(fwnode_property_read_string);

int fwnode_property_match_string(const struct fwnode_handle *fwnode,
				 const char *propname, const char *string)
{
	int count = fwnode_property_string_array_count(fwnode, propname);
	const char **values;
	int ret;
	int i;

	if (count <= 0)
		return count ? count : -ENODATA;
	values = kcalloc(count, sizeof(*values), GFP_KERNEL);
	if (!values)
		return -ENOMEM;
	ret = fwnode_property_read_string_array(fwnode, propname, values,
						count);
	if (ret >= 0) {
		count = ret;
		ret = -ENODATA;
		for (i = 0; i < count && ret < 0; i++)
			if (!strcmp(values[i], string))
				ret = i;
	}
	kfree(values);
	return ret;
}
EXPORT_SYMBOL_GPL(fwnode_property_match_string);

int fwnode_property_get_reference_args(const struct fwnode_handle *fwnode,
				       const char *prop,
				       const char *nargs_prop,
				       unsigned int nargs, unsigned int index,
				       struct fwnode_reference_args *args)
{
	const struct fwnode_handle *second;
	int err;

	if (IS_ERR_OR_NULL(fwnode))
		return -ENOENT;
	second = fwnode->secondary;
	err = fwnode_call_int_op(fwnode, get_reference_args, prop, nargs_prop, nargs, index, args);
	if (err && !IS_ERR_OR_NULL(second))
		err = fwnode_call_int_op(second, get_reference_args, prop, nargs_prop, nargs,
					 index, args);
	return err;
}
EXPORT_SYMBOL_GPL(fwnode_property_get_reference_args);

struct fwnode_handle *fwnode_find_reference(const struct fwnode_handle *fwnode,
					    const char *name,
					    unsigned int index)
{
	struct fwnode_reference_args args;
	int ret;

	ret = fwnode_property_get_reference_args(fwnode, name, NULL, 0, index,
						 &args);
	return ret ? ERR_PTR(ret) : args.fwnode;
}
EXPORT_SYMBOL_GPL(fwnode_find_reference);

bool fwnode_device_is_available(const struct fwnode_handle *fwnode)
{
	if (IS_ERR_OR_NULL(fwnode))
		return false;
	if (!fwnode_has_op(fwnode, device_is_available))
		return true;
	return fwnode_call_bool_op(fwnode, device_is_available);
}
EXPORT_SYMBOL_GPL(fwnode_device_is_available);

/* ---- reading a device --------------------------------------------------- */

bool device_property_present(struct device *dev, const char *propname)
{
	return fwnode_property_present(dev_fwnode(dev), propname);
}
EXPORT_SYMBOL_GPL(device_property_present);

int device_property_read_string_array(struct device *dev, const char *propname,
				      const char **val, size_t nval)
{
	return fwnode_property_read_string_array(dev_fwnode(dev), propname,
						 val, nval);
}
EXPORT_SYMBOL_GPL(device_property_read_string_array);

int device_property_read_string(struct device *dev, const char *propname,
				const char **val)
{
	return fwnode_property_read_string(dev_fwnode(dev), propname, val);
}
EXPORT_SYMBOL_GPL(device_property_read_string);

int device_property_match_string(struct device *dev, const char *propname,
				 const char *string)
{
	return fwnode_property_match_string(dev_fwnode(dev), propname, string);
}
EXPORT_SYMBOL_GPL(device_property_match_string);

const void *device_get_match_data(const struct device *dev)
{
	return fwnode_call_ptr_op(dev_fwnode(dev), device_get_match_data, dev);
}
EXPORT_SYMBOL_GPL(device_get_match_data);

bool device_dma_supported(struct device *dev)
{
	return fwnode_call_bool_op(dev_fwnode(dev), device_dma_supported);
}
EXPORT_SYMBOL_GPL(device_dma_supported);

enum dev_dma_attr device_get_dma_attr(struct device *dev)
{
	struct fwnode_handle *fwnode = dev_fwnode(dev);

	if (!fwnode_has_op(fwnode, device_get_dma_attr))
		return DEV_DMA_NOT_SUPPORTED;
	return fwnode->ops->device_get_dma_attr(fwnode);
}
EXPORT_SYMBOL_GPL(device_get_dma_attr);

/* ---- around a node ------------------------------------------------------ */

struct fwnode_handle *fwnode_handle_get(struct fwnode_handle *fwnode)
{
	if (!fwnode_has_op(fwnode, get))
		return fwnode;
	return fwnode_call_ptr_op(fwnode, get);
}
EXPORT_SYMBOL_GPL(fwnode_handle_get);

void fwnode_handle_put(struct fwnode_handle *fwnode)
{
	fwnode_call_void_op(fwnode, put);
}
EXPORT_SYMBOL_GPL(fwnode_handle_put);

const char *fwnode_get_name(const struct fwnode_handle *fwnode)
{
	return fwnode_call_ptr_op(fwnode, get_name);
}
EXPORT_SYMBOL_GPL(fwnode_get_name);

const char *fwnode_get_name_prefix(const struct fwnode_handle *fwnode)
{
	return fwnode_call_ptr_op(fwnode, get_name_prefix);
}
EXPORT_SYMBOL_GPL(fwnode_get_name_prefix);

struct fwnode_handle *fwnode_get_parent(const struct fwnode_handle *fwnode)
{
	return fwnode_call_ptr_op(fwnode, get_parent);
}
EXPORT_SYMBOL_GPL(fwnode_get_parent);

struct fwnode_handle *fwnode_get_next_parent(struct fwnode_handle *fwnode)
{
	struct fwnode_handle *parent = fwnode_get_parent(fwnode);

	fwnode_handle_put(fwnode);
	return parent;
}
EXPORT_SYMBOL_GPL(fwnode_get_next_parent);

struct device *fwnode_get_next_parent_dev(struct fwnode_handle *fwnode)
{
	struct device *found = NULL;
	struct fwnode_handle *up;

	fwnode_for_each_parent_node(fwnode, up) {
		found = get_device(up->dev);
		if (found)
			break;
	}
	/* NULL where the loop came to its end */
	fwnode_handle_put(up);
	return found;
}

unsigned int fwnode_count_parents(const struct fwnode_handle *fwnode)
{
	struct fwnode_handle *parent;
	unsigned int count = 0;

	fwnode_for_each_parent_node(fwnode, parent)
		count++;
	return count;
}
EXPORT_SYMBOL_GPL(fwnode_count_parents);

struct fwnode_handle *fwnode_get_nth_parent(struct fwnode_handle *fwnode,
					    unsigned int depth)
{
	struct fwnode_handle *parent;

	if (!depth)
		return fwnode_handle_get(fwnode);
	fwnode_for_each_parent_node(fwnode, parent)
		if (!--depth)
			return parent;
	return NULL;
}
EXPORT_SYMBOL_GPL(fwnode_get_nth_parent);

bool fwnode_is_ancestor_of(struct fwnode_handle *ancestor,
			   struct fwnode_handle *child)
{
	struct fwnode_handle *up;

	if (IS_ERR_OR_NULL(ancestor))
		return false;
	if (child != ancestor) {
		fwnode_for_each_parent_node(child, up) {
			if (up == ancestor)
				break;
		}
		/* the loop gave back what it passed, not where it stopped */
		fwnode_handle_put(up);
		return up != NULL;
	}
	return true;
}

struct fwnode_handle *
fwnode_get_next_child_node(const struct fwnode_handle *fwnode,
			   struct fwnode_handle *child)
{
	return fwnode_call_ptr_op(fwnode, get_next_child_node, child);
}
EXPORT_SYMBOL_GPL(fwnode_get_next_child_node);

struct fwnode_handle *
fwnode_get_next_available_child_node(const struct fwnode_handle *fwnode,
				     struct fwnode_handle *child)
{
	if (IS_ERR_OR_NULL(fwnode))
		return NULL;
	do
		child = fwnode_get_next_child_node(fwnode, child);
	while (child && !fwnode_device_is_available(child));
	return child;
}
EXPORT_SYMBOL_GPL(fwnode_get_next_available_child_node);

/* first the children of the device's node, then those of its secondary node */
struct fwnode_handle *device_get_next_child_node(const struct device *dev,
						 struct fwnode_handle *child)
{
	const struct fwnode_handle *fwnode = dev_fwnode(dev);
	struct fwnode_handle *next;

	if (IS_ERR_OR_NULL(fwnode))
		return NULL;
	next = fwnode_get_next_child_node(fwnode, child);
	if (next)
		return next;
	return fwnode_get_next_child_node(fwnode->secondary, child);
}
EXPORT_SYMBOL_GPL(device_get_next_child_node);

struct fwnode_handle *
fwnode_get_named_child_node(const struct fwnode_handle *fwnode,
			    const char *childname)
{
	return fwnode_call_ptr_op(fwnode, get_named_child_node, childname);
}
EXPORT_SYMBOL_GPL(fwnode_get_named_child_node);

struct fwnode_handle *device_get_named_child_node(const struct device *dev,
						  const char *childname)
{
	return fwnode_get_named_child_node(dev_fwnode(dev), childname);
}
EXPORT_SYMBOL_GPL(device_get_named_child_node);

unsigned int device_get_child_node_count(const struct device *dev)
{
	struct fwnode_handle *child;
	unsigned int count = 0;

	device_for_each_child_node(dev, child)
		count++;
	return count;
}
EXPORT_SYMBOL_GPL(device_get_child_node_count);

/* ---- interrupts and registers ------------------------------------------- */

int fwnode_irq_get(const struct fwnode_handle *fwnode, unsigned int index)
{
	return fwnode_call_int_op(fwnode, irq_get, index);
}
EXPORT_SYMBOL(fwnode_irq_get);

int fwnode_irq_get_byname(const struct fwnode_handle *fwnode, const char *name)
{
	int index;

	if (!name)
		return -EINVAL;
	index = fwnode_property_match_string(fwnode, "interrupt-names", name);
	return index < 0 ? index : fwnode_irq_get(fwnode, index);
}
EXPORT_SYMBOL(fwnode_irq_get_byname);

void __iomem *fwnode_iomap(struct fwnode_handle *fwnode, int index)
{
	return fwnode_call_ptr_op(fwnode, iomap, index);
}
EXPORT_SYMBOL(fwnode_iomap);

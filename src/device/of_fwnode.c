// SPDX-License-Identifier: MIT
/* Device tree nodes as firmware nodes: how <linux/property.h> reads them. */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fwnode.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_irq.h>
#include <linux/property.h>

static struct fwnode_handle *of_fwnode_get(struct fwnode_handle *fwnode)
{
	return of_fwnode_handle(of_node_get(to_of_node(fwnode)));
}

static void of_fwnode_put(struct fwnode_handle *fwnode)
{
	of_node_put(to_of_node(fwnode));
}

static bool of_fwnode_is_available(const struct fwnode_handle *fwnode)
{
	return of_device_is_available(to_of_node(fwnode));
}

static const void *of_fwnode_match_data(const struct fwnode_handle *fwnode,
					const struct device *dev)
{
	return of_device_get_match_data(dev);
}

static bool of_fwnode_dma_supported(const struct fwnode_handle *fwnode)
{
	return true;
}

static enum dev_dma_attr
of_fwnode_dma_attr(const struct fwnode_handle *fwnode)
{
	return of_dma_is_coherent((struct device_node *)to_of_node(fwnode)) ?
		DEV_DMA_COHERENT : DEV_DMA_NON_COHERENT;
}

static bool of_fwnode_present(const struct fwnode_handle *fwnode,
			      const char *propname)
{
	return of_property_read_bool(to_of_node(fwnode), propname);
}

static int of_fwnode_read_ints(const struct fwnode_handle *fwnode,
			       const char *propname, unsigned int elem_size,
			       void *val, size_t nval)
{
	const struct device_node *np = to_of_node(fwnode);

	if (!val)
		return of_property_count_elems_of_size(np, propname, elem_size);
	if (elem_size == sizeof(u32))
		return of_property_read_u32_array(np, propname, val, nval);
	if (elem_size == sizeof(u64))
		return of_property_read_u64_array(np, propname, val, nval);
	if (elem_size == sizeof(u16))
		return of_property_read_u16_array(np, propname, val, nval);
	if (elem_size == sizeof(u8))
		return of_property_read_u8_array(np, propname, val, nval);
	return -ENXIO;
}

static int of_fwnode_read_strings(const struct fwnode_handle *fwnode,
				  const char *propname, const char **val,
				  size_t nval)
{
	const struct device_node *np = to_of_node(fwnode);

	return val ? of_property_read_string_array(np, propname, val, nval) :
		     of_property_count_strings(np, propname);
}

static const char *of_fwnode_name(const struct fwnode_handle *fwnode)
{
	return to_of_node(fwnode)->full_name;
}

static const char *of_fwnode_name_prefix(const struct fwnode_handle *fwnode)
{
	return to_of_node(fwnode)->parent ? "/" : "";
}

static struct fwnode_handle *
of_fwnode_parent(const struct fwnode_handle *fwnode)
{
	return of_fwnode_handle(of_get_parent(to_of_node(fwnode)));
}

static struct fwnode_handle *
of_fwnode_next_child(const struct fwnode_handle *fwnode,
		     struct fwnode_handle *child)
{
	return of_fwnode_handle(of_get_next_available_child(to_of_node(fwnode),
							    to_of_node(child)));
}

static struct fwnode_handle *
of_fwnode_named_child(const struct fwnode_handle *fwnode, const char *name)
{
	return of_fwnode_handle(of_get_child_by_name(to_of_node(fwnode), name));
}

/* What the tree says, with zeros where it says nothing. */
static void to_fwnode_args(struct fwnode_reference_args *to, const struct of_phandle_args *from)
{
	unsigned int n = min_t(unsigned int, from->args_count, NR_FWNODE_REFERENCE_ARGS);
	unsigned int i;

	to->fwnode = of_fwnode_handle(from->np);
	to->nargs = from->args_count;
	memset(to->args, 0, sizeof(to->args));
	for (i = 0; i < n; i++)
		to->args[i] = from->args[i];
}

static int of_fwnode_reference(const struct fwnode_handle *fwnode,
			       const char *prop, const char *nargs_prop,
			       unsigned int nargs, unsigned int index,
			       struct fwnode_reference_args *args)
{
	const struct device_node *np = to_of_node(fwnode);
	struct of_phandle_args found;
	int err;

	err = nargs_prop ? of_parse_phandle_with_args(np, prop, nargs_prop, index, &found)
			 : of_parse_phandle_with_fixed_args(np, prop, nargs, index, &found);
	if (!err && args)
		to_fwnode_args(args, &found);
	return err;
}

static void __iomem *of_fwnode_iomap(struct fwnode_handle *fwnode, int index)
{
	return of_iomap(to_of_node(fwnode), index);
}

static int of_fwnode_irq_get(const struct fwnode_handle *fwnode,
			     unsigned int index)
{
	return of_irq_get((struct device_node *)to_of_node(fwnode), index);
}

const struct fwnode_operations of_fwnode_ops = {
	.get = of_fwnode_get,
	.put = of_fwnode_put,
	.device_is_available = of_fwnode_is_available,
	.device_get_match_data = of_fwnode_match_data,
	.device_dma_supported = of_fwnode_dma_supported,
	.device_get_dma_attr = of_fwnode_dma_attr,
	.property_present = of_fwnode_present,
	.property_read_int_array = of_fwnode_read_ints,
	.property_read_string_array = of_fwnode_read_strings,
	.get_name = of_fwnode_name,
	.get_name_prefix = of_fwnode_name_prefix,
	.get_parent = of_fwnode_parent,
	.get_next_child_node = of_fwnode_next_child,
	.get_named_child_node = of_fwnode_named_child,
	.get_reference_args = of_fwnode_reference,
	.iomap = of_fwnode_iomap,
	.irq_get = of_fwnode_irq_get,
};
EXPORT_SYMBOL_GPL(of_fwnode_ops);

// SPDX-License-Identifier: MIT
/*
 * Software nodes: properties that C code gives to a device, in place of or
 * on top of what its firmware node has.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/property.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/firmware.h"

/**
 * struct swnode - a registered software node
 * @node: the description; @allocated if it is ours to free
 * @name: its name, or "node%d" where it has none
 * @managed: it goes when its device goes
 *
 * @link and @child_link are protected by swnode_lock. Freed with the last
 * reference.
 */
struct swnode {
	struct kref kref;
	struct fwnode_handle fwnode;
	const struct software_node *node;
	char name[32];
	struct list_head link;
	struct swnode *parent;
	struct list_head children;
	struct list_head child_link;
	bool allocated;
	bool managed;
};

static DEFINE_MUTEX(swnode_lock);
static LIST_HEAD(swnodes);
static unsigned int swnode_next_id;

static const struct fwnode_operations software_node_ops;

bool is_software_node(const struct fwnode_handle *fwnode)
{
	return !IS_ERR_OR_NULL(fwnode) && fwnode->ops == &software_node_ops;
}
EXPORT_SYMBOL_GPL(is_software_node);

static struct swnode *to_swnode(const struct fwnode_handle *fwnode)
{
	return is_software_node(fwnode) ?
		container_of(fwnode, struct swnode, fwnode) : NULL;
}

/* the software node of a device: its only node, or the second one */
static struct swnode *dev_to_swnode(struct device *dev)
{
	struct fwnode_handle *fwnode = dev_fwnode(dev);

	if (!fwnode)
		return NULL;
	return to_swnode(is_software_node(fwnode) ? fwnode :
						    fwnode->secondary);
}

const struct software_node *to_software_node(const struct fwnode_handle *fwnode)
{
	struct swnode *swnode = to_swnode(fwnode);

	return swnode ? swnode->node : NULL;
}
EXPORT_SYMBOL_GPL(to_software_node);

struct fwnode_handle *software_node_fwnode(const struct software_node *node)
{
	struct fwnode_handle *found = NULL;
	struct swnode *swnode;

	if (!node)
		return NULL;
	mutex_lock(&swnode_lock);
	list_for_each_entry(swnode, &swnodes, link)
		if (swnode->node == node)
			found = &swnode->fwnode;
	mutex_unlock(&swnode_lock);
	return found;
}
EXPORT_SYMBOL_GPL(software_node_fwnode);

/* ---- property entries --------------------------------------------------- */

static const struct property_entry *
entry_get(const struct property_entry *entry, const char *name)
{
	for (; entry && entry->name; entry++)
		if (!strcmp(entry->name, name))
			return entry;
	return NULL;
}

static const void *entry_value(const struct property_entry *entry)
{
	return entry->is_inline ? (const void *)&entry->value : entry->pointer;
}

static int entry_count(const struct property_entry *entries, const char *name,
		       size_t elem_size)
{
	const struct property_entry *entry = entry_get(entries, name);

	if (!entry)
		return -EINVAL;
	if (!entry->length || !entry_value(entry))
		return -ENODATA;
	return entry->length / elem_size;
}

static int entry_read_ints(const struct property_entry *entries,
			   const char *name, unsigned int elem_size, void *val,
			   size_t nval)
{
	int count = entry_count(entries, name, elem_size);

	if (count < 0 || !val)
		return count;
	if (nval > (size_t)count)
		return -EOVERFLOW;
	memcpy(val, entry_value(entry_get(entries, name)), nval * elem_size);
	return 0;
}

static void entry_free(const struct property_entry *entry)
{
	const char *const *strings = entry_value(entry);
	size_t i;

	if (entry->type == DEV_PROP_STRING && strings)
		for (i = 0; i < entry->length / sizeof(*strings); i++)
			kfree(strings[i]);
	if (!entry->is_inline)
		kfree(entry->pointer);
	kfree(entry->name);
}

void property_entries_free(const struct property_entry *properties)
{
	const struct property_entry *entry;

	if (!properties)
		return;
	for (entry = properties; entry->name; entry++)
		entry_free(entry);
	kfree(properties);
}
EXPORT_SYMBOL_GPL(property_entries_free);

static int entry_copy(struct property_entry *dst,
		      const struct property_entry *src)
{
	const char **strings;
	size_t i;

	*dst = *src;
	dst->name = kstrdup(src->name, GFP_KERNEL);
	if (!dst->name)
		return -ENOMEM;
	if (!src->is_inline && src->length) {
		dst->pointer = kmemdup(src->pointer, src->length, GFP_KERNEL);
		if (!dst->pointer)
			goto err_free_name;
	}
	if (src->type != DEV_PROP_STRING || !src->length)
		return 0;
	strings = (const char **)entry_value(dst);
	for (i = 0; i < src->length / sizeof(*strings); i++) {
		strings[i] = kstrdup(strings[i], GFP_KERNEL);
		if (!strings[i]) {
			dst->length = i * sizeof(*strings);
			entry_free(dst);
			dst->name = NULL;
			return -ENOMEM;
		}
	}
	return 0;

err_free_name:
	kfree(dst->name);
	dst->name = NULL;
	return -ENOMEM;
}

struct property_entry *
property_entries_dup(const struct property_entry *properties)
{
	struct property_entry *copy;
	size_t count = 0;
	size_t i;

	if (!properties)
		return NULL;
	while (properties[count].name)
		count++;
	copy = kcalloc(count + 1, sizeof(*copy), GFP_KERNEL);
	if (!copy)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < count; i++) {
		if (entry_copy(&copy[i], &properties[i])) {
			property_entries_free(copy);
			return ERR_PTR(-ENOMEM);
		}
	}
	return copy;
}
EXPORT_SYMBOL_GPL(property_entries_dup);

/* ---- as a firmware node -------------------------------------------------- */

static void swnode_free(struct kref *kref)
{
	struct swnode *swnode = container_of(kref, struct swnode, kref);

	if (swnode->parent)
		fwnode_handle_put(&swnode->parent->fwnode);
	if (swnode->allocated) {
		property_entries_free(swnode->node->properties);
		kfree(swnode->node);
	}
	kfree(swnode);
}

static struct fwnode_handle *swnode_get(struct fwnode_handle *fwnode)
{
	kref_get(&to_swnode(fwnode)->kref);
	return fwnode;
}

static void swnode_put(struct fwnode_handle *fwnode)
{
	kref_put(&to_swnode(fwnode)->kref, swnode_free);
}

static bool swnode_present(const struct fwnode_handle *fwnode,
			   const char *propname)
{
	return entry_get(to_swnode(fwnode)->node->properties, propname);
}

static int swnode_read_ints(const struct fwnode_handle *fwnode,
			    const char *propname, unsigned int elem_size,
			    void *val, size_t nval)
{
	return entry_read_ints(to_swnode(fwnode)->node->properties, propname,
			       elem_size, val, nval);
}

static int swnode_read_strings(const struct fwnode_handle *fwnode,
			       const char *propname, const char **val,
			       size_t nval)
{
	const struct property_entry *entries;
	int count;

	entries = to_swnode(fwnode)->node->properties;
	count = entry_count(entries, propname, sizeof(*val));
	if (count < 0 || !val)
		return count;
	count = min_t(size_t, nval, count);
	memcpy(val, entry_value(entry_get(entries, propname)),
	       count * sizeof(*val));
	return count;
}

static const char *swnode_name(const struct fwnode_handle *fwnode)
{
	return to_swnode(fwnode)->name;
}

static const char *swnode_name_prefix(const struct fwnode_handle *fwnode)
{
	return to_swnode(fwnode)->parent ? "/" : "";
}

static struct fwnode_handle *swnode_parent(const struct fwnode_handle *fwnode)
{
	struct swnode *parent = to_swnode(fwnode)->parent;

	return parent ? swnode_get(&parent->fwnode) : NULL;
}

static struct fwnode_handle *
swnode_next_child(const struct fwnode_handle *fwnode,
		  struct fwnode_handle *child)
{
	struct swnode *parent = to_swnode(fwnode);
	struct swnode *at = to_swnode(child);
	struct list_head *next;
	struct fwnode_handle *found = NULL;

	/* a child of the first node, where we are the secondary one: start */
	if (at && at->parent != parent)
		at = NULL;
	mutex_lock(&swnode_lock);
	next = at ? at->child_link.next : parent->children.next;
	if (next != &parent->children)
		found = swnode_get(&list_entry(next, struct swnode,
					       child_link)->fwnode);
	mutex_unlock(&swnode_lock);
	fwnode_handle_put(child);
	return found;
}

static struct fwnode_handle *
swnode_named_child(const struct fwnode_handle *fwnode, const char *name)
{
	struct fwnode_handle *found = NULL;
	struct swnode *child;

	mutex_lock(&swnode_lock);
	list_for_each_entry(child, &to_swnode(fwnode)->children, child_link) {
		if (!strcmp(child->name, name)) {
			found = swnode_get(&child->fwnode);
			break;
		}
	}
	mutex_unlock(&swnode_lock);
	return found;
}

static int swnode_reference(const struct fwnode_handle *fwnode,
			    const char *propname, const char *nargs_prop,
			    unsigned int nargs, unsigned int index,
			    struct fwnode_reference_args *args)
{
	const struct software_node_ref_args *ref;
	const struct property_entry *entry;
	struct fwnode_handle *target;
	u32 count;
	int ret;

	entry = entry_get(to_swnode(fwnode)->node->properties, propname);
	if (!entry)
		return -ENOENT;
	if (entry->type != DEV_PROP_REF || entry->is_inline)
		return -EINVAL;
	if (index >= entry->length / sizeof(*ref))
		return -ENOENT;
	ref = (const struct software_node_ref_args *)entry->pointer + index;
	target = software_node_fwnode(ref->node);
	if (!target)
		return -ENOENT;
	if (nargs_prop) {
		ret = entry_read_ints(ref->node->properties, nargs_prop,
				      sizeof(count), &count, 1);
		if (ret)
			return ret;
		nargs = count;
	}
	if (nargs > NR_FWNODE_REFERENCE_ARGS)
		return -EINVAL;
	if (!args)
		return 0;
	memset(args, 0, sizeof(*args));
	args->fwnode = swnode_get(target);
	args->nargs = nargs;
	memcpy(args->args, ref->args, nargs * sizeof(args->args[0]));
	return 0;
}

static const struct fwnode_operations software_node_ops = {
	.get = swnode_get,
	.put = swnode_put,
	.property_present = swnode_present,
	.property_read_int_array = swnode_read_ints,
	.property_read_string_array = swnode_read_strings,
	.get_name = swnode_name,
	.get_name_prefix = swnode_name_prefix,
	.get_parent = swnode_parent,
	.get_next_child_node = swnode_next_child,
	.get_named_child_node = swnode_named_child,
	.get_reference_args = swnode_reference,
};

/* ---- registration -------------------------------------------------------- */

static struct fwnode_handle *swnode_register(const struct software_node *node,
					     struct swnode *parent,
					     bool allocated)
{
	struct swnode *swnode = kzalloc(sizeof(*swnode), GFP_KERNEL);

	if (!swnode)
		return ERR_PTR(-ENOMEM);
	kref_init(&swnode->kref);
	fwnode_init(&swnode->fwnode, &software_node_ops);
	INIT_LIST_HEAD(&swnode->children);
	INIT_LIST_HEAD(&swnode->child_link);
	swnode->node = node;
	swnode->parent = parent;
	swnode->allocated = allocated;

	mutex_lock(&swnode_lock);
	if (node->name)
		strscpy(swnode->name, node->name, sizeof(swnode->name));
	else
		snprintf(swnode->name, sizeof(swnode->name), "node%u",
			 swnode_next_id++);
	list_add_tail(&swnode->link, &swnodes);
	if (parent) {
		swnode_get(&parent->fwnode);
		list_add_tail(&swnode->child_link, &parent->children);
	}
	mutex_unlock(&swnode_lock);
	return &swnode->fwnode;
}

static void swnode_unregister(struct swnode *swnode)
{
	mutex_lock(&swnode_lock);
	list_del_init(&swnode->link);
	list_del_init(&swnode->child_link);
	mutex_unlock(&swnode_lock);
	swnode_put(&swnode->fwnode);
}

int software_node_register(const struct software_node *node)
{
	struct swnode *parent = to_swnode(software_node_fwnode(node->parent));
	struct fwnode_handle *fwnode;

	if (software_node_fwnode(node))
		return -EEXIST;
	if (node->parent && !parent)
		return -EINVAL;
	fwnode = swnode_register(node, parent, false);
	return PTR_ERR_OR_ZERO(fwnode);
}
EXPORT_SYMBOL_GPL(software_node_register);

void software_node_unregister(const struct software_node *node)
{
	struct swnode *swnode = to_swnode(software_node_fwnode(node));

	if (swnode)
		swnode_unregister(swnode);
}
EXPORT_SYMBOL_GPL(software_node_unregister);

int software_node_register_node_group(const struct software_node **node_group)
{
	int i;

	for (i = 0; node_group && node_group[i]; i++) {
		int ret = software_node_register(node_group[i]);

		if (ret) {
			while (i--)
				software_node_unregister(node_group[i]);
			return ret;
		}
	}
	return 0;
}
EXPORT_SYMBOL_GPL(software_node_register_node_group);

void
software_node_unregister_node_group(const struct software_node **node_group)
{
	int count = 0;

	while (node_group && node_group[count])
		count++;
	while (count--)
		software_node_unregister(node_group[count]);
}
EXPORT_SYMBOL_GPL(software_node_unregister_node_group);

int software_node_register_nodes(const struct software_node *nodes)
{
	const struct software_node *next = nodes;
	int err = 0;

	for (; next->name && !err; next++)
		err = software_node_register(next);
	/* the one that failed is the last that was tried */
	if (err) {
		for (next--; next > nodes; )
			software_node_unregister(--next);
	}
	return err;
}
EXPORT_SYMBOL_GPL(software_node_register_nodes);

void software_node_unregister_nodes(const struct software_node *nodes)
{
	int count = 0;

	while (nodes[count].name)
		count++;
	while (count--)
		software_node_unregister(&nodes[count]);
}
EXPORT_SYMBOL_GPL(software_node_unregister_nodes);

const struct software_node *
software_node_find_by_name(const struct software_node *parent,
			   const char *name)
{
	const struct software_node *found = NULL;
	struct swnode *swnode;

	if (!name)
		return NULL;
	mutex_lock(&swnode_lock);
	list_for_each_entry(swnode, &swnodes, link) {
		if (swnode->node->parent == parent &&
		    !strcmp(swnode->name, name)) {
			swnode_get(&swnode->fwnode);
			found = swnode->node;
			break;
		}
	}
	mutex_unlock(&swnode_lock);
	return found;
}
EXPORT_SYMBOL_GPL(software_node_find_by_name);

struct fwnode_handle *
fwnode_create_software_node(const struct property_entry *properties,
			    const struct fwnode_handle *parent)
{
	struct fwnode_handle *fwnode;
	struct software_node *node;
	struct property_entry *copy;

	if (IS_ERR(parent))
		return ERR_CAST(parent);
	if (parent && !is_software_node(parent))
		return ERR_PTR(-EINVAL);
	node = kzalloc(sizeof(*node), GFP_KERNEL);
	if (!node)
		return ERR_PTR(-ENOMEM);
	copy = property_entries_dup(properties);
	if (IS_ERR(copy)) {
		kfree(node);
		return ERR_CAST(copy);
	}
	node->parent = to_software_node(parent);
	node->properties = copy;
	fwnode = swnode_register(node, to_swnode(parent), true);
	if (IS_ERR(fwnode)) {
		property_entries_free(copy);
		kfree(node);
	}
	return fwnode;
}
EXPORT_SYMBOL_GPL(fwnode_create_software_node);

void fwnode_remove_software_node(struct fwnode_handle *fwnode)
{
	struct swnode *swnode = to_swnode(fwnode);

	if (swnode)
		swnode_unregister(swnode);
}
EXPORT_SYMBOL_GPL(fwnode_remove_software_node);

/* ---- a device's ----------------------------------------------------------- */

int device_add_software_node(struct device *dev,
			     const struct software_node *node)
{
	struct fwnode_handle *fwnode;
	int ret;

	/* only one software node per device */
	if (dev_to_swnode(dev))
		return -EBUSY;
	fwnode = software_node_fwnode(node);
	if (fwnode) {
		swnode_get(fwnode);
	} else {
		ret = software_node_register(node);
		if (ret)
			return ret;
		fwnode = software_node_fwnode(node);
	}
	set_secondary_fwnode(dev, fwnode);
	return 0;
}
EXPORT_SYMBOL_GPL(device_add_software_node);

void device_remove_software_node(struct device *dev)
{
	struct swnode *swnode = dev_to_swnode(dev);

	if (!swnode)
		return;
	set_secondary_fwnode(dev, NULL);
	if (kref_read(&swnode->kref) > 1)
		swnode_put(&swnode->fwnode);
	else
		swnode_unregister(swnode);
}
EXPORT_SYMBOL_GPL(device_remove_software_node);

int device_create_managed_software_node(struct device *dev,
					const struct property_entry *properties,
					const struct software_node *parent)
{
	struct fwnode_handle *above = software_node_fwnode(parent);
	struct fwnode_handle *fwnode;

	if (parent && !above)
		return -EINVAL;
	fwnode = fwnode_create_software_node(properties, above);
	if (IS_ERR(fwnode))
		return PTR_ERR(fwnode);
	to_swnode(fwnode)->managed = true;
	set_secondary_fwnode(dev, fwnode);
	return 0;
}
EXPORT_SYMBOL_GPL(device_create_managed_software_node);

void software_node_notify_remove(struct device *dev)
{
	struct swnode *swnode = dev_to_swnode(dev);

	if (!swnode || !swnode->managed)
		return;
	set_secondary_fwnode(dev, NULL);
	swnode_unregister(swnode);
}

void swnode_stop(void)
{
	struct swnode *swnode;
	struct swnode *next;

	list_for_each_entry_safe(swnode, next, &swnodes, link)
		swnode_unregister(swnode);
	swnode_next_id = 0;
}

// SPDX-License-Identifier: MIT
/*
 * The trees of address ranges: who has claimed which registers and where RAM
 * is (/proc/iomem). The managed forms are in resource_devm.c.
 */
#define pr_fmt(fmt) "resource: " fmt

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/resource_ext.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "device/firmware.h"
#include "machine/board.h"
#include "machine/machine.h"

struct resource ioport_resource = {
	.name = "PCI IO",
	.start = 0,
	.end = 0xffff,
	.flags = IORESOURCE_IO,
};
EXPORT_SYMBOL(ioport_resource);

struct resource iomem_resource = {
	.name = "PCI mem",
	.start = 0,
	.end = -1,
	.flags = IORESOURCE_MEM,
};
EXPORT_SYMBOL(iomem_resource);

/* protects the links of every resource that is in a tree */
static DEFINE_SPINLOCK(resource_lock);
/* who waits for a IORESOURCE_MUXED region */
static DECLARE_WAIT_QUEUE_HEAD(muxed_resource_wait);

/* ---- linking; under resource_lock --------------------------------------- */

/* Return: NULL and @new is linked, or what is in its way */
static struct resource *tree_request(struct resource *root,
				     struct resource *new)
{
	struct resource **link = &root->child;

	if (new->end < new->start || new->start < root->start ||
	    new->end > root->end)
		return root;
	while (*link && (*link)->end < new->start)
		link = &(*link)->sibling;
	if (*link && (*link)->start <= new->end)
		return *link;
	new->sibling = *link;
	*link = new;
	new->parent = root;
	return NULL;
}

static struct resource **tree_link(struct resource *old)
{
	struct resource **link;

	if (!old->parent)
		return NULL;
	for (link = &old->parent->child; *link; link = &(*link)->sibling)
		if (*link == old)
			return link;
	return NULL;
}

/* @children: they go with it, rather than up to its parent */
static int tree_release(struct resource *old, bool children)
{
	struct resource **link = tree_link(old);
	struct resource *child;

	if (!link)
		return -EINVAL;
	if (children || !old->child) {
		*link = old->sibling;
	} else {
		*link = old->child;
		for (child = old->child; ; child = child->sibling) {
			child->parent = old->parent;
			if (!child->sibling)
				break;
		}
		child->sibling = old->sibling;
		old->child = NULL;
	}
	old->parent = NULL;
	return 0;
}

/* ---- whole resources ----------------------------------------------------- */

struct resource *request_resource_conflict(struct resource *root,
					   struct resource *new)
{
	struct resource *conflict;

	spin_lock(&resource_lock);
	conflict = tree_request(root, new);
	spin_unlock(&resource_lock);
	return conflict;
}

int request_resource(struct resource *root, struct resource *new)
{
	return request_resource_conflict(root, new) ? -EBUSY : 0;
}
EXPORT_SYMBOL(request_resource);

int release_resource(struct resource *old)
{
	int ret;

	spin_lock(&resource_lock);
	ret = tree_release(old, true);
	spin_unlock(&resource_lock);
	return ret;
}
EXPORT_SYMBOL(release_resource);

static void unlink_children(struct resource *r)
{
	struct resource *child = r->child;

	r->child = NULL;
	while (child) {
		struct resource *next = child->sibling;

		child->parent = NULL;
		child->sibling = NULL;
		unlink_children(child);
		child = next;
	}
}

void release_child_resources(struct resource *r)
{
	spin_lock(&resource_lock);
	unlink_children(r);
	spin_unlock(&resource_lock);
}

/* take over those siblings from @first on that lie within @new */
static struct resource *tree_adopt(struct resource *parent,
				   struct resource *first,
				   struct resource *new)
{
	struct resource **link = &parent->child;
	struct resource *last = NULL;
	struct resource *at;

	for (at = first; at && at->start <= new->end; at = at->sibling) {
		if (at->start < new->start || at->end > new->end)
			return at;
		last = at;
	}
	while (*link != first)
		link = &(*link)->sibling;
	new->parent = parent;
	new->sibling = last->sibling;
	new->child = first;
	last->sibling = NULL;
	*link = new;
	for (at = first; at; at = at->sibling)
		at->parent = new;
	return NULL;
}

/* like a request, but goes below what contains it, and above what it contains */
struct resource *insert_resource_conflict(struct resource *parent,
					  struct resource *new)
{
	struct resource *conflict;

	spin_lock(&resource_lock);
	for (;;) {
		conflict = tree_request(parent, new);
		if (!conflict || conflict == parent || conflict == new)
			break;
		if (conflict->start > new->start || conflict->end < new->end ||
		    (conflict->start == new->start &&
		     conflict->end == new->end)) {
			conflict = tree_adopt(parent, conflict, new);
			break;
		}
		parent = conflict;
	}
	spin_unlock(&resource_lock);
	return conflict;
}

int insert_resource(struct resource *parent, struct resource *new)
{
	return insert_resource_conflict(parent, new) ? -EBUSY : 0;
}
EXPORT_SYMBOL_GPL(insert_resource);

int remove_resource(struct resource *old)
{
	int ret;

	spin_lock(&resource_lock);
	ret = tree_release(old, false);
	spin_unlock(&resource_lock);
	return ret;
}
EXPORT_SYMBOL_GPL(remove_resource);

struct resource *lookup_resource(struct resource *root, resource_size_t start)
{
	struct resource *at;

	spin_lock(&resource_lock);
	for (at = root->child; at; at = at->sibling)
		if (at->start == start)
			break;
	spin_unlock(&resource_lock);
	return at;
}

/* does [@start, @end] fit between @res's neighbours and around its children? */
static bool fits_around(const struct resource *res, resource_size_t start,
			resource_size_t end)
{
	const struct resource *parent = res->parent;
	const struct resource *at;

	if (end < start ||
	    (parent && (start < parent->start || end > parent->end)))
		return false;
	if (res->sibling && res->sibling->start <= end)
		return false;
	for (at = parent ? parent->child : NULL; at && at != res;
	     at = at->sibling)
		if (at->end >= start)
			return false;
	for (at = res->child; at; at = at->sibling)
		if (at->start < start || at->end > end)
			return false;
	return true;
}

int adjust_resource(struct resource *res, resource_size_t start,
		    resource_size_t size)
{
	int ret = -EBUSY;

	spin_lock(&resource_lock);
	if (fits_around(res, start, start + size - 1)) {
		res->start = start;
		res->end = start + size - 1;
		ret = 0;
	}
	spin_unlock(&resource_lock);
	return ret;
}
EXPORT_SYMBOL(adjust_resource);

/* the lowest place for @new between @from and @to; under resource_lock */
static bool gap_fits(struct resource *new, resource_size_t from,
		     resource_size_t to, resource_size_t size,
		     resource_size_t align,
		     resource_size_t (*alignf)(void *, const struct resource *,
					       resource_size_t,
					       resource_size_t),
		     void *alignf_data)
{
	struct resource avail = { .start = from, .end = to,
				  .flags = new->flags };
	resource_size_t at;

	if (to < from)
		return false;
	if (align > 1)
		avail.start = (from + align - 1) / align * align;
	if (avail.start < from)
		return false;
	at = alignf ? alignf(alignf_data, &avail, size, align) : avail.start;
	if (at < from || at > to || to - at < size - 1)
		return false;
	new->start = at;
	new->end = at + size - 1;
	return true;
}

int allocate_resource(struct resource *root, struct resource *new,
		      resource_size_t size, resource_size_t min,
		      resource_size_t max, resource_size_t align,
		      resource_size_t (*alignf)(void *,
						const struct resource *,
						resource_size_t,
						resource_size_t),
		      void *alignf_data)
{
	resource_size_t from = max(root->start, min);
	resource_size_t end = min(root->end, max);
	struct resource *at;
	int ret = -EBUSY;

	spin_lock(&resource_lock);
	for (at = root->child; ; at = at->sibling) {
		resource_size_t to = at ? min(at->start - 1, end) : end;

		if ((!at || at->start > from) &&
		    gap_fits(new, from, to, size, align, alignf,
			     alignf_data)) {
			ret = tree_request(root, new) ? -EBUSY : 0;
			break;
		}
		if (!at)
			break;
		if (at->end >= end)
			break;
		from = max(from, at->end + 1);
	}
	spin_unlock(&resource_lock);
	return ret;
}
EXPORT_SYMBOL(allocate_resource);

/* ---- regions: resources that are made for the occasion -------------------- */

/* Return: NULL and @res is linked; what is in its way; under resource_lock */
static struct resource *claim(struct resource *parent, struct resource *res)
{
	for (;;) {
		struct resource *conflict;

		res->flags |= resource_type(parent) | resource_ext_type(parent);
		res->desc = parent->desc;
		conflict = tree_request(parent, res);
		if (!conflict || conflict == parent ||
		    conflict->flags & IORESOURCE_BUSY)
			return conflict;
		parent = conflict;
	}
}

static bool claim_or_conflict(struct resource *parent, struct resource *res,
			      bool *muxed)
{
	struct resource *conflict;

	spin_lock(&resource_lock);
	conflict = claim(parent, res);
	*muxed = conflict && conflict->flags & res->flags & IORESOURCE_MUXED;
	spin_unlock(&resource_lock);
	return !conflict;
}

struct resource *__request_region(struct resource *parent,
				  resource_size_t start, resource_size_t n,
				  const char *name, int flags)
{
	struct resource *res = kzalloc(sizeof(*res), GFP_KERNEL);
	bool muxed;

	if (!res)
		return NULL;
	res->name = name;
	res->start = start;
	res->end = start + n - 1;
	res->flags = IORESOURCE_BUSY | (unsigned int)flags;
	if (claim_or_conflict(parent, res, &muxed))
		return res;
	if (muxed) {
		wait_event(muxed_resource_wait,
			   claim_or_conflict(parent, res, &muxed));
		return res;
	}
	kfree(res);
	return NULL;
}
EXPORT_SYMBOL(__request_region);

static struct resource *region_unlink(struct resource *parent,
				      resource_size_t start,
				      resource_size_t end)
{
	struct resource *at = parent->child;

	while (at) {
		if (at->start > start || at->end < end) {
			at = at->sibling;
			continue;
		}
		if (at->flags & IORESOURCE_BUSY) {
			if (at->start != start || at->end != end)
				return NULL;
			tree_release(at, false);
			return at;
		}
		at = at->child;
	}
	return NULL;
}

void __release_region(struct resource *parent, resource_size_t start,
		      resource_size_t n)
{
	resource_size_t end = start + n - 1;
	struct resource *res;

	spin_lock(&resource_lock);
	res = region_unlink(parent, start, end);
	spin_unlock(&resource_lock);
	if (!res) {
		pr_warn("Trying to free nonexistent resource <%pa-%pa>\n",
			&start, &end);
		return;
	}
	if (res->flags & IORESOURCE_MUXED)
		wake_up(&muxed_resource_wait);
	kfree(res);
}
EXPORT_SYMBOL(__release_region);

/* ---- lists ---------------------------------------------------------------- */

struct resource_entry *resource_list_create_entry(struct resource *res,
						  size_t extra_size)
{
	struct resource_entry *entry = kzalloc(sizeof(*entry) + extra_size, GFP_KERNEL);

	if (entry) {
		entry->res = res ?: &entry->__res;
		INIT_LIST_HEAD(&entry->node);
	}
	return entry;
}
EXPORT_SYMBOL(resource_list_create_entry);

void resource_list_free(struct list_head *head)
{
	struct resource_entry *entry;
	struct resource_entry *next;

	list_for_each_entry_safe(entry, next, head, node)
		resource_list_destroy_entry(entry);
}
EXPORT_SYMBOL(resource_list_free);

/* ---- /proc/iomem ----------------------------------------------------------- */

static void show_children(struct seq_file *m, const struct resource *parent,
			  int depth)
{
	const struct resource *at;

	for (at = parent->child; at; at = at->sibling) {
		seq_printf(m, "%*s%08llx-%08llx : %s\n", depth * 2, "",
			   (unsigned long long)at->start,
			   (unsigned long long)at->end,
			   at->name ? at->name : "<BAD>");
		show_children(m, at, depth + 1);
	}
}

int iomem_show(struct seq_file *m, void *v)
{
	spin_lock(&resource_lock);
	show_children(m, &iomem_resource, 0);
	spin_unlock(&resource_lock);
	return 0;
}

/* ---- start and stop --------------------------------------------------------- */

static void add_ram(struct device_node *np)
{
	uint64_t start, size;
	unsigned int i;

	for (i = 0; !board_reg(machine_board(), np->board_node, i, &start,
			       &size); i++) {
		struct resource *res;

		if (!size)
			continue;
		res = kzalloc(sizeof(*res), GFP_KERNEL);
		if (!res)
			return;
		res->name = "System RAM";
		res->start = start;
		res->end = start + size - 1;
		res->flags = IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY;
		if (request_resource(&iomem_resource, res))
			kfree(res);
	}
}

int resource_start(void)
{
	struct device_node *np;

	for_each_node_by_type(np, "memory")
		if (of_device_is_available(np))
			add_ram(np);
	return 0;
}

/* whatever is left is RAM, or was reported as a leak: both end here */
void resource_stop(void)
{
	struct resource *at = iomem_resource.child;

	while (at) {
		struct resource *next = at->sibling;

		if (at->flags & IORESOURCE_SYSRAM)
			kfree(at);
		at = next;
	}
	iomem_resource.child = NULL;
	ioport_resource.child = NULL;
}

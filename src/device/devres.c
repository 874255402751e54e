// SPDX-License-Identifier: MIT
/*
 * devres: resources that belong to a device and are released, last first,
 * when its driver is unbound or its probe fails; groups of them; actions.
 * The managed allocators on top are devres_memory.c's.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/core.h"

/* In its device's devres_head, under the device's devres_lock */
struct devres_node {
	struct list_head entry;
	dr_release_t release;
	const char *name;
	size_t size;
};

struct devres {
	struct devres_node node;
	/* as usable for DMA as any kmalloc()ed memory */
	u8 __aligned(ARCH_KMALLOC_MINALIGN) data[];
};

/* @node[0] where the group begins and @node[1] where it ends (its entry empty while it is open) */
struct devres_group {
	struct devres_node node[2];
	void *id;
	bool begins_in_range;	/* while a range is taken off the list */
};

static void group_open_release(struct device *dev, void *res)
{
}

static void group_close_release(struct device *dev, void *res)
{
}

/* A group has one entry where it opens and one where it closes. */
static struct devres_group *node_to_group(struct devres_node *node)
{
	struct devres_node *open = node;

	if (node->release == group_close_release)
		open = node - 1;
	else if (node->release != group_open_release)
		return NULL;
	return container_of(open, struct devres_group, node[0]);
}

static struct devres *to_devres(void *res)
{
	return container_of(res, struct devres, data);
}

void *__devres_alloc_node(dr_release_t release, size_t size, gfp_t gfp, int nid, const char *name)
{
	struct devres *dr;
	size_t total;

	if (unlikely(check_add_overflow(sizeof(*dr), size, &total)))
		return NULL;
	dr = kzalloc(total, gfp);
	if (!dr)
		return NULL;
	INIT_LIST_HEAD(&dr->node.entry);
	dr->node.release = release;
	dr->node.name = name;
	dr->node.size = size;
	return dr->data;
}

void devres_free(void *res)
{
	if (!res)
		return;
	WARN_ON(!list_empty(&to_devres(res)->node.entry));
	kfree(to_devres(res));
}

static void add_locked(struct device *dev, struct devres_node *node)
{
	WARN_ON(!list_empty(&node->entry));
	list_add_tail(&node->entry, &dev->devres_head);
}

void devres_add(struct device *dev, void *res)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	add_locked(dev, &to_devres(res)->node);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}

/* the newest that fits */
static struct devres *find_locked(struct device *dev, dr_release_t release, dr_match_t match,
				  void *match_data)
{
	struct devres_node *node;

	list_for_each_entry_reverse(node, &dev->devres_head, entry) {
		struct devres *dr = container_of(node, struct devres, node);

		if (node->release == release && (!match || match(dev, dr->data, match_data)))
			return dr;
	}
	return NULL;
}

void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	unsigned long flags;
	struct devres *dr;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find_locked(dev, release, match, match_data);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}

void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data)
{
	struct devres *offered = to_devres(new_res), *kept;

	scoped_guard(spinlock_irqsave, &dev->devres_lock) {
		kept = find_locked(dev, offered->node.release, match, match_data);
		if (!kept)
			add_locked(dev, &offered->node);
	}
	if (!kept)
		return new_res;
	devres_free(new_res);
	return kept->data;
}

void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	unsigned long flags;
	struct devres *dr;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find_locked(dev, release, match, match_data);
	if (dr)
		list_del_init(&dr->node.entry);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}

int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	if (!res)
		return -ENOENT;
	devres_free(res);
	return 0;
}

int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	if (!res)
		return -ENOENT;
	release(dev, res);
	devres_free(res);
	return 0;
}

void devres_for_each_res(struct device *dev, dr_release_t release, dr_match_t match,
			 void *match_data, void (*fn)(struct device *, void *, void *),
			 void *data)
{
	struct devres_node *at, *before;

	if (!fn)
		return;
	guard(spinlock_irqsave)(&dev->devres_lock);
	/* the newest first; @fn may take the one it is shown off the list */
	list_for_each_entry_safe_reverse(at, before, &dev->devres_head, entry) {
		void *res = container_of(at, struct devres, node)->data;

		if (at->release != release)
			continue;
		if (!match || match(dev, res, match_data))
			fn(dev, res, data);
	}
}

/* ---- releasing --------------------------------------------------------- */

static void take_group(struct devres_group *group, struct list_head *groups)
{
	list_del_init(&group->node[1].entry);
	list_move_tail(&group->node[0].entry, groups);
}

/*
 * Take what lies between @before and @end off the list: resources onto
 * @todo, and groups that lie there wholly (one that was never closed ends
 * nowhere) onto @groups. Groups that reach beyond stay.
 */
static void take_range_locked(struct list_head *before, struct list_head *end,
			      struct list_head *todo, struct list_head *groups)
{
	struct list_head *at, *next;
	struct devres_group *group;

	for (at = before->next; at != end; at = next) {
		next = at->next;
		group = node_to_group(list_entry(at, struct devres_node, entry));
		if (group)
			group->begins_in_range = false;
		else
			list_move_tail(at, todo);
	}
	for (at = before->next; at != end; at = next) {
		next = at->next;
		group = node_to_group(list_entry(at, struct devres_node, entry));
		if (at == &group->node[0].entry)
			group->begins_in_range = true;
		if (at == &group->node[1].entry ? group->begins_in_range :
						  list_empty(&group->node[1].entry))
			take_group(group, groups);
	}
}

/* last come, first gone; no lock is held */
static int release_taken(struct device *dev, struct list_head *todo, struct list_head *groups)
{
	struct devres_node *node, *tmp;
	int count = 0;

	list_for_each_entry_safe_reverse(node, tmp, todo, entry) {
		struct devres *dr = container_of(node, struct devres, node);

		list_del_init(&node->entry);
		node->release(dev, dr->data);
		kfree(dr);
		count++;
	}
	list_for_each_entry_safe(node, tmp, groups, entry)
		kfree(node_to_group(node));
	return count;
}

int devres_release_all(struct device *dev)
{
	unsigned long flags;
	LIST_HEAD(groups);
	LIST_HEAD(todo);

	/* a device that nobody initialised has none */
	if (WARN_ON(!dev->devres_head.next))
		return -ENODEV;
	if (list_empty(&dev->devres_head))
		return 0;
	spin_lock_irqsave(&dev->devres_lock, flags);
	take_range_locked(&dev->devres_head, &dev->devres_head, &todo, &groups);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return release_taken(dev, &todo, &groups);
}

/* ---- groups ------------------------------------------------------------ */

void *devres_open_group(struct device *dev, void *id, gfp_t gfp)
{
	struct devres_group *group = kzalloc(sizeof(*group), gfp);
	unsigned long flags;

	if (!group)
		return NULL;
	group->node[0].release = group_open_release;
	group->node[1].release = group_close_release;
	INIT_LIST_HEAD(&group->node[0].entry);
	INIT_LIST_HEAD(&group->node[1].entry);
	group->id = id ? id : group;
	spin_lock_irqsave(&dev->devres_lock, flags);
	add_locked(dev, &group->node[0]);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return group->id;
}

/* the newest of that id; without one, the newest that is open */
static struct devres_group *find_group_locked(struct device *dev, void *id)
{
	struct devres_node *node;

	list_for_each_entry_reverse(node, &dev->devres_head, entry) {
		struct devres_group *group;

		if (node->release != group_open_release)
			continue;
		group = container_of(node, struct devres_group, node[0]);
		if (id ? group->id == id : list_empty(&group->node[1].entry))
			return group;
	}
	return NULL;
}

void devres_close_group(struct device *dev, void *id)
{
	struct devres_group *group;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	group = find_group_locked(dev, id);
	if (group)
		add_locked(dev, &group->node[1]);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	WARN_ON(!group);
}

void devres_remove_group(struct device *dev, void *id)
{
	struct devres_group *group;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	group = find_group_locked(dev, id);
	if (group) {
		list_del_init(&group->node[0].entry);
		list_del_init(&group->node[1].entry);
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	WARN_ON(!group);
	kfree(group);
}

int devres_release_group(struct device *dev, void *id)
{
	struct devres_group *group;
	unsigned long flags;
	LIST_HEAD(groups);
	LIST_HEAD(todo);
	bool none;

	spin_lock_irqsave(&dev->devres_lock, flags);
	group = find_group_locked(dev, id);
	none = !group && !list_empty(&dev->devres_head);
	if (group)
		take_range_locked(group->node[0].entry.prev,
				  list_empty(&group->node[1].entry) ? &dev->devres_head :
								      group->node[1].entry.next,
				  &todo, &groups);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	WARN_ON(none);
	return release_taken(dev, &todo, &groups);
}

/* ---- actions ----------------------------------------------------------- */

struct action_devres {
	void *data;
	void (*action)(void *data);
};

static int devm_action_match(struct device *dev, void *res, void *p)
{
	struct action_devres *devres = res, *target = p;

	return devres->action == target->action && devres->data == target->data;
}

static void devm_action_release(struct device *dev, void *res)
{
	struct action_devres *devres = res;

	devres->action(devres->data);
}

int devm_add_action(struct device *dev, void (*action)(void *), void *data)
{
	struct action_devres *last = devres_alloc(devm_action_release, sizeof(*last), GFP_KERNEL);

	if (!last)
		return -ENOMEM;
	*last = (struct action_devres){ .action = action, .data = data };
	devres_add(dev, last);
	return 0;
}

void devm_remove_action(struct device *dev, void (*action)(void *), void *data)
{
	struct action_devres devres = { .data = data, .action = action };

	WARN_ON(devres_destroy(dev, devm_action_release, devm_action_match, &devres));
}

void devm_release_action(struct device *dev, void (*action)(void *), void *data)
{
	struct action_devres devres = { .data = data, .action = action };

	WARN_ON(devres_release(dev, devm_action_release, devm_action_match, &devres));
}

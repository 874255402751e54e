// SPDX-License-Identifier: MIT
/*
 * What lies behind a bus or a class. It is looked up and not pointed to,
 * since drivers of newer kernels keep their buses and classes in read-only
 * memory. There are few of them, and none is looked up on a fast path.
 */
#include <linux/list.h>
#include <linux/spinlock.h>

#include "device/core.h"

/* Protects the list, the one asked for last in front */
static DEFINE_RAW_SPINLOCK(subsys_lock);
static LIST_HEAD(subsystems);

int subsys_start(void)
{
	INIT_LIST_HEAD(&subsystems);
	return 0;
}

void subsys_stop(void)
{
	INIT_LIST_HEAD(&subsystems);
}

void subsys_bind(struct subsys_private *priv)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&subsys_lock, flags);
	list_add(&priv->bound, &subsystems);
	raw_spin_unlock_irqrestore(&subsys_lock, flags);
}

void subsys_unbind(struct subsys_private *priv)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&subsys_lock, flags);
	list_del_init(&priv->bound);
	raw_spin_unlock_irqrestore(&subsys_lock, flags);
}

static struct subsys_private *subsys_find(const void *bus, const void *class)
{
	struct subsys_private *priv, *found = NULL;
	unsigned long flags;

	raw_spin_lock_irqsave(&subsys_lock, flags);
	list_for_each_entry(priv, &subsystems, bound) {
		if (priv->bus == bus && priv->class == class) {
			list_move(&priv->bound, &subsystems);
			found = priv;
			break;
		}
	}
	raw_spin_unlock_irqrestore(&subsys_lock, flags);
	return found;
}

struct subsys_private *bus_private(const struct bus_type *bus)
{
	return bus ? subsys_find(bus, NULL) : NULL;
}

struct subsys_private *class_private(const struct class *class)
{
	return class ? subsys_find(NULL, class) : NULL;
}

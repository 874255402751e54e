// SPDX-License-Identifier: MIT
/* Notifier chains: one list, walked under four kinds of protection. */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/notifier.h>

/* ---- the list, whose changes the caller's lock keeps apart ------------------ */

static int chain_add(struct notifier_block **nl, struct notifier_block *nb, bool unique_prio)
{
	for (; *nl; nl = &(*nl)->next) {
		if (*nl == nb) {
			WARN(1, "notifier callback %ps already registered", nb->notifier_call);
			return -EEXIST;
		}
		if (nb->priority > (*nl)->priority)
			break;
		if (nb->priority == (*nl)->priority && unique_prio)
			return -EBUSY;
	}
	nb->next = *nl;
	rcu_assign_pointer(*nl, nb);
	return 0;
}

static int chain_del(struct notifier_block **nl, struct notifier_block *nb)
{
	for (; *nl; nl = &(*nl)->next) {
		if (*nl == nb) {
			rcu_assign_pointer(*nl, nb->next);
			return 0;
		}
	}
	return -ENOENT;
}

/* *@calls: how many were called; @limit: how many to call, -1: all */
static int chain_call(struct notifier_block **nl, unsigned long val, void *v, int limit, int *calls)
{
	struct notifier_block *nb = rcu_dereference_raw(*nl), *next;
	int ret = NOTIFY_DONE;

	for (; nb && limit; nb = next, limit--) {
		/* the callback may take itself off */
		next = rcu_dereference_raw(nb->next);
		ret = nb->notifier_call(nb, val, v);
		if (calls)
			(*calls)++;
		if (ret & NOTIFY_STOP_MASK)
			break;
	}
	return ret;
}

static int chain_call_robust(struct notifier_block **nl, unsigned long up, unsigned long down,
			     void *v)
{
	int calls = 0, ret = chain_call(nl, up, v, -1, &calls);

	if (ret & NOTIFY_STOP_MASK)
		chain_call(nl, down, v, calls - 1, NULL);
	return ret;
}

/* ---- atomic ------------------------------------------------------------------- */

static int chain_atomic_add(struct atomic_notifier_head *nh, struct notifier_block *nb, bool unique)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&nh->lock, flags);
	ret = chain_add(&nh->head, nb, unique);
	spin_unlock_irqrestore(&nh->lock, flags);
	return ret;
}

int atomic_notifier_chain_register(struct atomic_notifier_head *nh, struct notifier_block *nb)
{
	return chain_atomic_add(nh, nb, false);
}
EXPORT_SYMBOL_GPL(atomic_notifier_chain_register);

int atomic_notifier_chain_register_unique_prio(struct atomic_notifier_head *nh,
					       struct notifier_block *nb)
{
	return chain_atomic_add(nh, nb, true);
}
EXPORT_SYMBOL_GPL(atomic_notifier_chain_register_unique_prio);

int atomic_notifier_chain_unregister(struct atomic_notifier_head *nh, struct notifier_block *nb)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&nh->lock, flags);
	ret = chain_del(&nh->head, nb);
	spin_unlock_irqrestore(&nh->lock, flags);
	synchronize_rcu();
	return ret;
}
EXPORT_SYMBOL_GPL(atomic_notifier_chain_unregister);

int atomic_notifier_call_chain(struct atomic_notifier_head *nh, unsigned long val, void *v)
{
	int ret;

	rcu_read_lock();
	ret = chain_call(&nh->head, val, v, -1, NULL);
	rcu_read_unlock();
	return ret;
}
EXPORT_SYMBOL_GPL(atomic_notifier_call_chain);

bool atomic_notifier_call_chain_is_empty(struct atomic_notifier_head *nh)
{
	return !rcu_access_pointer(nh->head);
}
EXPORT_SYMBOL_GPL(atomic_notifier_call_chain_is_empty);

/* ---- blocking ----------------------------------------------------------------- */

static int blocking_add(struct blocking_notifier_head *nh, struct notifier_block *nb, bool unique)
{
	int ret;

	down_write(&nh->rwsem);
	ret = chain_add(&nh->head, nb, unique);
	up_write(&nh->rwsem);
	return ret;
}

int blocking_notifier_chain_register(struct blocking_notifier_head *nh, struct notifier_block *nb)
{
	return blocking_add(nh, nb, false);
}
EXPORT_SYMBOL_GPL(blocking_notifier_chain_register);

int blocking_notifier_chain_register_unique_prio(struct blocking_notifier_head *nh,
						 struct notifier_block *nb)
{
	return blocking_add(nh, nb, true);
}
EXPORT_SYMBOL_GPL(blocking_notifier_chain_register_unique_prio);

int blocking_notifier_chain_unregister(struct blocking_notifier_head *nh, struct notifier_block *nb)
{
	int ret;

	down_write(&nh->rwsem);
	ret = chain_del(&nh->head, nb);
	up_write(&nh->rwsem);
	return ret;
}
EXPORT_SYMBOL_GPL(blocking_notifier_chain_unregister);

int blocking_notifier_call_chain(struct blocking_notifier_head *nh, unsigned long val, void *v)
{
	/* the lock need not be there before somebody has registered */
	if (!rcu_access_pointer(nh->head))
		return NOTIFY_DONE;
	guard(rwsem_read)(&nh->rwsem);
	return chain_call(&nh->head, val, v, -1, NULL);
}
EXPORT_SYMBOL_GPL(blocking_notifier_call_chain);

int blocking_notifier_call_chain_robust(struct blocking_notifier_head *nh, unsigned long val_up,
					unsigned long val_down, void *v)
{
	if (!rcu_access_pointer(nh->head))
		return NOTIFY_DONE;
	guard(rwsem_read)(&nh->rwsem);
	return chain_call_robust(&nh->head, val_up, val_down, v);
}
EXPORT_SYMBOL_GPL(blocking_notifier_call_chain_robust);

/* ---- raw ---------------------------------------------------------------------- */

int raw_notifier_chain_register(struct raw_notifier_head *nh, struct notifier_block *nb)
{
	return chain_add(&nh->head, nb, false);
}
EXPORT_SYMBOL_GPL(raw_notifier_chain_register);

int raw_notifier_chain_unregister(struct raw_notifier_head *nh, struct notifier_block *nb)
{
	return chain_del(&nh->head, nb);
}
EXPORT_SYMBOL_GPL(raw_notifier_chain_unregister);

int raw_notifier_call_chain(struct raw_notifier_head *nh, unsigned long val, void *v)
{
	return chain_call(&nh->head, val, v, -1, NULL);
}
EXPORT_SYMBOL_GPL(raw_notifier_call_chain);

int raw_notifier_call_chain_robust(struct raw_notifier_head *nh, unsigned long val_up,
				   unsigned long val_down, void *v)
{
	return chain_call_robust(&nh->head, val_up, val_down, v);
}
EXPORT_SYMBOL_GPL(raw_notifier_call_chain_robust);

/* ---- SRCU --------------------------------------------------------------------- */

void srcu_init_notifier_head(struct srcu_notifier_head *nh)
{
	mutex_init(&nh->mutex);
	init_srcu_struct(&nh->srcu);
	nh->head = NULL;
}
EXPORT_SYMBOL_GPL(srcu_init_notifier_head);

int srcu_notifier_chain_register(struct srcu_notifier_head *nh, struct notifier_block *nb)
{
	int ret;

	mutex_lock(&nh->mutex);
	ret = chain_add(&nh->head, nb, false);
	mutex_unlock(&nh->mutex);
	return ret;
}
EXPORT_SYMBOL_GPL(srcu_notifier_chain_register);

int srcu_notifier_chain_unregister(struct srcu_notifier_head *nh, struct notifier_block *nb)
{
	int ret;

	mutex_lock(&nh->mutex);
	ret = chain_del(&nh->head, nb);
	mutex_unlock(&nh->mutex);
	synchronize_srcu(&nh->srcu);
	return ret;
}
EXPORT_SYMBOL_GPL(srcu_notifier_chain_unregister);

int srcu_notifier_call_chain(struct srcu_notifier_head *nh, unsigned long val, void *v)
{
	int idx = srcu_read_lock(&nh->srcu);
	int ret = chain_call(&nh->head, val, v, -1, NULL);

	srcu_read_unlock(&nh->srcu, idx);
	return ret;
}
EXPORT_SYMBOL_GPL(srcu_notifier_call_chain);

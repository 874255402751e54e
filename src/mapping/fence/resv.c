// SPDX-License-Identifier: MIT
/*
 * Reservation objects: adding fences, under the lock. Looking at them is in
 * resv_iter.c and resv_query.c.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/overflow.h>

#include "mapping/fence/resv.h"

#define MIN_FENCES 4u

DEFINE_WD_CLASS(reservation_ww_class);
EXPORT_SYMBOL(reservation_ww_class);

struct dma_resv_list *resv_list_alloc(unsigned int max_fences, gfp_t gfp)
{
	struct dma_resv_list *list = NULL;
	size_t size = kmalloc_size_roundup(struct_size(list, table, max_fences));

	list = kmalloc(size, gfp);
	if (!list)
		return NULL;
	list->num_fences = 0;
	list->max_fences = (size - offsetof(struct dma_resv_list, table)) / sizeof(list->table[0]);
	return list;
}

void resv_list_free(struct dma_resv_list *list)
{
	unsigned int i;

	if (!list)
		return;
	for (i = 0; i < list->num_fences; i++)
		dma_fence_put(resv_list_get(list, i, NULL));
	kfree_rcu(list, rcu);
}

void dma_resv_fini(struct dma_resv *obj)
{
	resv_list_free(rcu_dereference_protected(obj->fences, true));
	RCU_INIT_POINTER(obj->fences, NULL);
	ww_mutex_destroy(&obj->lock);
}
EXPORT_SYMBOL(dma_resv_fini);

void dma_resv_init(struct dma_resv *obj)
{
	RCU_INIT_POINTER(obj->fences, NULL);
	ww_mutex_init(&obj->lock, &reservation_ww_class);
}
EXPORT_SYMBOL(dma_resv_init);

/* ---- places ---------------------------------------------------------------------- */

/*
 * A longer list in place of the one there is, with the fences that have not
 * signalled. Those that have are kept at its end until readers can't get at
 * them by the old list only.
 */
static int resv_grow(struct dma_resv *obj, struct dma_resv_list *old, unsigned int max, gfp_t gfp)
{
	struct dma_resv_list *new = resv_list_alloc(max, gfp);
	unsigned int i, kept = 0, dropped = max;
	enum dma_resv_usage usage;
	struct dma_fence *fence;

	if (!new)
		return -ENOMEM;
	for (i = 0; old && i < old->num_fences; i++) {
		fence = resv_list_get(old, i, &usage);
		if (dma_fence_is_signaled(fence))
			RCU_INIT_POINTER(new->table[--dropped], fence);
		else
			resv_list_set(new, kept++, fence, usage);
	}
	new->num_fences = kept;
	rcu_assign_pointer(obj->fences, new);
	if (!old)
		return 0;
	/* whoever reads the old list takes references only where there still are some */
	for (i = dropped; i < max; i++)
		dma_fence_put(rcu_dereference_protected(new->table[i], dma_resv_held(obj)));
	kfree_rcu(old, rcu);
	return 0;
}

int dma_resv_reserve_fences(struct dma_resv *obj, unsigned int num_fences)
{
	struct dma_resv_list *old;
	unsigned int needed, max;

	dma_resv_assert_held(obj);
	if (WARN_ON(!num_fences))
		return -EINVAL;
	old = resv_list(obj);
	if (!old || !old->max_fences) {
		max = max(MIN_FENCES, (unsigned int)roundup_pow_of_two(num_fences));
		return resv_grow(obj, old, max, GFP_KERNEL);
	}
	if (check_add_overflow(old->num_fences, num_fences, &needed))
		return -ENOMEM;
	if (needed <= old->max_fences)
		return 0;
	return resv_grow(obj, old, max(needed, old->max_fences * 2), GFP_KERNEL);
}
EXPORT_SYMBOL(dma_resv_reserve_fences);

void dma_resv_reset_max_fences(struct dma_resv *obj)
{
	struct dma_resv_list *list;

	dma_resv_assert_held(obj);
	list = resv_list(obj);
	if (list)
		list->max_fences = list->num_fences;
}
EXPORT_SYMBOL(dma_resv_reset_max_fences);

/* a driver forgot to reserve; the kernel stops here, but the fence must not be lost */
static struct dma_resv_list *resv_make_place(struct dma_resv *obj, struct dma_resv_list *list)
{
	unsigned int used = list ? list->num_fences : 0;

	WARN(1,
	     "dma_resv_add_fence() without dma_resv_reserve_fences(): %u of %u places are taken\n",
	     used, list ? list->max_fences : 0);
	BUG_ON(resv_grow(obj, list, max(MIN_FENCES, used + 1), GFP_ATOMIC));
	return resv_list(obj);
}

/* is @old, which is there for @old_usage, of no use once @fence is there for @usage? */
static bool makes_needless(struct dma_fence *fence, enum dma_resv_usage usage,
			   struct dma_fence *old, enum dma_resv_usage old_usage)
{
	if (fence->context == old->context && usage <= old_usage &&
	    dma_fence_is_later_or_same(fence, old))
		return true;
	return dma_fence_is_signaled(old);
}

/* takes over a reference to @fence; false: there is no such place */
static bool resv_reuse_place(struct dma_resv_list *list, struct dma_fence *fence,
			     enum dma_resv_usage usage)
{
	enum dma_resv_usage old_usage;
	struct dma_fence *old;
	unsigned int i;

	for (i = 0; i < list->num_fences; i++) {
		old = resv_list_get(list, i, &old_usage);
		if (!makes_needless(fence, usage, old, old_usage))
			continue;
		resv_list_set(list, i, fence, usage);
		dma_fence_put(old);
		return true;
	}
	return false;
}

void dma_resv_add_fence(struct dma_resv *obj, struct dma_fence *fence, enum dma_resv_usage usage)
{
	struct dma_resv_list *list;

	dma_resv_assert_held(obj);
	/* what is in a container is added one by one */
	WARN_ON(dma_fence_is_container(fence));

	list = resv_list(obj);
	dma_fence_get(fence);
	if (list && resv_reuse_place(list, fence, usage))
		return;
	if (!list || list->num_fences >= list->max_fences)
		list = resv_make_place(obj, list);
	resv_list_set(list, list->num_fences, fence, usage);
	smp_store_release(&list->num_fences, list->num_fences + 1);
}
EXPORT_SYMBOL(dma_resv_add_fence);

void dma_resv_replace_fences(struct dma_resv *obj, u64 context, struct dma_fence *fence,
			     enum dma_resv_usage usage)
{
	struct dma_resv_list *list;
	struct dma_fence *old;
	unsigned int i;

	dma_resv_assert_held(obj);
	list = resv_list(obj);
	for (i = 0; list && i < list->num_fences; i++) {
		old = resv_list_get(list, i, NULL);
		if (old->context != context)
			continue;
		resv_list_set(list, i, dma_fence_get(fence), usage);
		dma_fence_put(old);
	}
}
EXPORT_SYMBOL(dma_resv_replace_fences);

/* what an unlocked walk finds; *@copy is NULL at first, and where it finds nothing */
static int resv_list_collect(struct dma_resv_iter *walk, struct dma_resv_list **copy)
{
	struct dma_fence *found = dma_resv_iter_first_unlocked(walk);

	for (; found; found = dma_resv_iter_next_unlocked(walk)) {
		if (walk->is_restarted) {
			resv_list_free(*copy);
			*copy = resv_list_alloc(walk->num_fences, GFP_KERNEL);
			if (!*copy)
				return -ENOMEM;
		}
		resv_list_set(*copy, (*copy)->num_fences++, dma_fence_get(found),
			      walk->fence_usage);
	}
	return 0;
}

int dma_resv_copy_fences(struct dma_resv *dst, struct dma_resv *src)
{
	struct dma_resv_list *copy = NULL;
	struct dma_resv_iter walk;
	int err;

	dma_resv_assert_held(dst);
	dma_resv_iter_begin(&walk, src, DMA_RESV_USAGE_BOOKKEEP);
	err = resv_list_collect(&walk, &copy);
	dma_resv_iter_end(&walk);
	if (!err)
		resv_list_free(rcu_replace_pointer(dst->fences, copy, dma_resv_held(dst)));
	return err;
}
EXPORT_SYMBOL(dma_resv_copy_fences);

// SPDX-License-Identifier: MIT
/*
 * A heap of numbers (<asm/rheap.h>): its ranges, free and taken, in one list
 * in the order of their addresses. First fit; neighbours that are free are
 * one range.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/slab.h>

#include <asm/rheap.h>

struct range {
	struct list_head list;
	unsigned long start;
	unsigned long size;
	bool taken;
	const char *owner;
};

struct _rh_info {
	unsigned int alignment;
	struct list_head ranges;
};

static struct range *range_new(unsigned long start, unsigned long size)
{
	struct range *r = kzalloc(sizeof(*r), GFP_ATOMIC);

	if (r) {
		r->start = start;
		r->size = size;
	}
	return r;
}

rh_info_t *rh_create(unsigned int alignment)
{
	rh_info_t *info;

	if (!is_power_of_2(alignment))
		return ERR_PTR(-EINVAL);
	info = kzalloc(sizeof(*info), GFP_ATOMIC);
	if (!info)
		return ERR_PTR(-ENOMEM);
	info->alignment = alignment;
	INIT_LIST_HEAD(&info->ranges);
	return info;
}
EXPORT_SYMBOL_GPL(rh_create);

void rh_destroy(rh_info_t *info)
{
	struct range *r, *next;

	list_for_each_entry_safe(r, next, &info->ranges, list)
		kfree(r);
	kfree(info);
}
EXPORT_SYMBOL_GPL(rh_destroy);

static bool mergeable(const struct range *a, const struct range *b)
{
	return !a->taken && !b->taken && a->start + a->size == b->start;
}

/* @r has become free: one with its free neighbours */
static void merge(rh_info_t *info, struct range *r)
{
	struct range *other;

	if (!list_is_last(&r->list, &info->ranges)) {
		other = list_next_entry(r, list);
		if (mergeable(r, other)) {
			r->size += other->size;
			list_del(&other->list);
			kfree(other);
		}
	}
	if (!list_is_first(&r->list, &info->ranges)) {
		other = list_prev_entry(r, list);
		if (mergeable(other, r)) {
			other->size += r->size;
			list_del(&r->list);
			kfree(r);
		}
	}
}

int rh_attach_region(rh_info_t *info, unsigned long start, int size)
{
	unsigned long first = ALIGN(start, (unsigned long)info->alignment);
	unsigned long end = (start + size) & ~((unsigned long)info->alignment - 1);
	struct list_head *before = &info->ranges;
	struct range *r;

	if (size <= 0 || end <= first || IS_ERR_VALUE(end))
		return -EINVAL;
	list_for_each_entry(r, &info->ranges, list) {
		if (r->start >= end) {
			before = &r->list;
			break;
		}
		if (r->start + r->size > first)
			return -EINVAL;
	}
	r = range_new(first, end - first);
	if (!r)
		return -ENOMEM;
	list_add_tail(&r->list, before);
	merge(info, r);
	return 0;
}
EXPORT_SYMBOL_GPL(rh_attach_region);

/* take @size bytes at @at out of @r, which is free and holds them */
static unsigned long carve(struct range *r, unsigned long at, unsigned long size,
			   const char *owner)
{
	unsigned long end = r->start + r->size;
	struct range *before = NULL, *after = NULL;

	if (at > r->start) {
		before = range_new(r->start, at - r->start);
		if (!before)
			return (unsigned long)-ENOMEM;
	}
	if (at + size < end) {
		after = range_new(at + size, end - at - size);
		if (!after) {
			kfree(before);
			return (unsigned long)-ENOMEM;
		}
	}
	if (before)
		list_add_tail(&before->list, &r->list);
	if (after)
		list_add(&after->list, &r->list);
	r->start = at;
	r->size = size;
	r->taken = true;
	r->owner = owner;
	return at;
}

unsigned long rh_alloc_align(rh_info_t *info, int size, int alignment, const char *owner)
{
	unsigned long want, at;
	struct range *r;

	if (size <= 0 || alignment <= 0 || !is_power_of_2(alignment))
		return (unsigned long)-EINVAL;
	want = ALIGN((unsigned long)size, (unsigned long)info->alignment);
	alignment = max_t(int, alignment, info->alignment);
	list_for_each_entry(r, &info->ranges, list) {
		at = ALIGN(r->start, (unsigned long)alignment);
		if (!r->taken && at - r->start <= r->size && r->size - (at - r->start) >= want)
			return carve(r, at, want, owner);
	}
	return (unsigned long)-ENOMEM;
}
EXPORT_SYMBOL_GPL(rh_alloc_align);

unsigned long rh_alloc(rh_info_t *info, int size, const char *owner)
{
	return rh_alloc_align(info, size, info->alignment, owner);
}
EXPORT_SYMBOL_GPL(rh_alloc);

int rh_free(rh_info_t *info, unsigned long start)
{
	struct range *r;
	int size;

	list_for_each_entry(r, &info->ranges, list) {
		if (!r->taken || r->start != start)
			continue;
		size = r->size;
		r->taken = false;
		r->owner = NULL;
		merge(info, r);
		return size;
	}
	return -EINVAL;
}
EXPORT_SYMBOL_GPL(rh_free);

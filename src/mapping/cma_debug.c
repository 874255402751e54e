// SPDX-License-Identifier: MIT
/*
 * Contiguous memory areas in files: /sys/kernel/debug/cma, where pages of an
 * area can be allocated and released by hand, and /sys/kernel/mm/cma.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/bitmap.h>
#include <linux/debugfs.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "mapping/cma.h"

/* ---- numbers ----------------------------------------------------------- */

static int number_get(void *data, u64 *val)
{
	*val = *(unsigned long *)data;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(number_fops, number_get, NULL, "%llu\n");

static int order_get(void *data, u64 *val)
{
	*val = ((struct cma *)data)->order_per_bit;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(order_fops, order_get, NULL, "%llu\n");

static int used_get(void *data, u64 *val)
{
	struct cma *cma = data;
	unsigned long flags, used;

	spin_lock_irqsave(&cma->lock, flags);
	used = bitmap_weight(cma->bitmap, cma_bits(cma));
	spin_unlock_irqrestore(&cma->lock, flags);
	*val = (u64)used << cma->order_per_bit;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(used_fops, used_get, NULL, "%llu\n");

static int maxchunk_get(void *data, u64 *val)
{
	struct cma *cma = data;
	unsigned long start = 0, end, most = 0, all = cma_bits(cma), flags;

	spin_lock_irqsave(&cma->lock, flags);
	while (start < all) {
		start = find_next_zero_bit(cma->bitmap, all, start);
		end = find_next_bit(cma->bitmap, all, start);
		most = max(most, end - start);
		start = end;
	}
	spin_unlock_irqrestore(&cma->lock, flags);
	*val = (u64)most << cma->order_per_bit;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(maxchunk_fops, maxchunk_get, NULL, "%llu\n");

/* ---- allocating by hand ------------------------------------------------ */

struct test_pages {
	struct list_head link;
	struct page *page;
	unsigned long count;
};

static int alloc_set(void *data, u64 count)
{
	struct cma *cma = data;
	struct test_pages *t = kzalloc(sizeof(*t), GFP_KERNEL);
	unsigned long flags;

	if (!t)
		return -ENOMEM;
	t->count = count;
	t->page = cma_alloc(cma, count, 0, false);
	if (!t->page) {
		kfree(t);
		return -ENOMEM;
	}
	spin_lock_irqsave(&cma->lock, flags);
	list_add(&t->link, &cma->tests);
	spin_unlock_irqrestore(&cma->lock, flags);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(alloc_fops, NULL, alloc_set, "%llu\n");

static struct test_pages *test_pages_take(struct cma *cma)
{
	struct test_pages *t;
	unsigned long flags;

	spin_lock_irqsave(&cma->lock, flags);
	t = list_first_entry_or_null(&cma->tests, struct test_pages, link);
	if (t)
		list_del(&t->link);
	spin_unlock_irqrestore(&cma->lock, flags);
	return t;
}

static void test_pages_return(struct cma *cma, struct test_pages *t)
{
	unsigned long flags;

	spin_lock_irqsave(&cma->lock, flags);
	list_add(&t->link, &cma->tests);
	spin_unlock_irqrestore(&cma->lock, flags);
}

/* the last that were allocated go first; of a block of several pages, all of it or nothing */
static int free_set(void *data, u64 count)
{
	struct cma *cma = data;

	while (count) {
		struct test_pages *t = test_pages_take(cma);

		if (!t)
			return 0;
		if (t->count <= count) {
			cma_release(cma, t->page, t->count);
			count -= t->count;
			kfree(t);
			continue;
		}
		if (cma->order_per_bit) {
			pr_debug("cma: cannot release partial block when order_per_bit != 0\n");
		} else {
			cma_release(cma, t->page, count);
			t->page += count;
			t->count -= count;
		}
		test_pages_return(cma, t);
		return 0;
	}
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(free_fops, NULL, free_set, "%llu\n");

/* ---- sysfs ------------------------------------------------------------- */

static struct kobject *mm_folder; /* /sys/kernel/mm */
static struct kobject *cma_folder;

static int area_of_kobj(struct cma *cma, void *data)
{
	struct {
		struct kobject *kobj;
		struct cma *cma;
	} *find = data;

	if (cma->kobj == find->kobj)
		find->cma = cma;
	return cma->kobj == find->kobj;
}

static ssize_t show_count(struct kobject *kobj, char *buf, bool failed)
{
	struct {
		struct kobject *kobj;
		struct cma *cma;
	} find = { kobj, NULL };

	if (!cma_for_each_area(area_of_kobj, &find))
		return -ENODEV;
	return sysfs_emit(buf, "%llu\n",
			  (u64)atomic64_read(failed ? &find.cma->failed : &find.cma->succeeded));
}

static ssize_t alloc_pages_success_show(struct kobject *kobj, struct kobj_attribute *attr,
					char *buf)
{
	return show_count(kobj, buf, false);
}

static ssize_t alloc_pages_fail_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return show_count(kobj, buf, true);
}

static struct kobj_attribute success_attr = __ATTR_RO(alloc_pages_success);
static struct kobj_attribute fail_attr = __ATTR_RO(alloc_pages_fail);
static struct attribute *area_attrs[] = { &success_attr.attr, &fail_attr.attr, NULL };
static const struct attribute_group area_group = { .attrs = area_attrs };

static void sysfs_add(struct cma *cma)
{
	cma->kobj = cma_folder ? kobject_create_and_add(cma->name, cma_folder) : NULL;
	if (cma->kobj && sysfs_create_group(cma->kobj, &area_group))
		pr_warn("cma: %s has no files in /sys/kernel/mm/cma\n", cma->name);
}

/* ---- all of them ------------------------------------------------------- */

static struct dentry *debug_folder;

static int files_add(struct cma *cma, void *data)
{
	struct dentry *dir = debugfs_create_dir(cma->name, debug_folder);

	debugfs_create_file("alloc", 0200, dir, cma, &alloc_fops);
	debugfs_create_file("free", 0200, dir, cma, &free_fops);
	debugfs_create_file("base_pfn", 0444, dir, &cma->base_pfn, &number_fops);
	debugfs_create_file("count", 0444, dir, &cma->count, &number_fops);
	debugfs_create_file("order_per_bit", 0444, dir, cma, &order_fops);
	debugfs_create_file("used", 0444, dir, cma, &used_fops);
	debugfs_create_file("maxchunk", 0444, dir, cma, &maxchunk_fops);
	cma->bits.array = (u32 *)cma->bitmap;
	cma->bits.n_elements = DIV_ROUND_UP(cma_bits(cma), 32);
	debugfs_create_u32_array("bitmap", 0444, dir, &cma->bits);
	sysfs_add(cma);
	return 0;
}

void cma_files_start(void)
{
	debug_folder = debugfs_create_dir("cma", NULL);
	mm_folder = kobject_create_and_add("mm", kernel_kobj);
	cma_folder = mm_folder ? kobject_create_and_add("cma", mm_folder) : NULL;
	cma_for_each_area(files_add, NULL);
}

static int files_remove(struct cma *cma, void *data)
{
	kobject_put(cma->kobj);
	cma->kobj = NULL;
	free_set(cma, U64_MAX);
	return 0;
}

void cma_files_stop(void)
{
	debugfs_remove(debug_folder);
	cma_for_each_area(files_remove, NULL);
	kobject_put(cma_folder);
	kobject_put(mm_folder);
	debug_folder = NULL;
	cma_folder = NULL;
	mm_folder = NULL;
}
